import { createCatalogue } from "../src/i18n.ts";

/** All German words of the pieces. */
export const words = createCatalogue("de").getResourceBundle("de", "forms") as Record<string, string>;

export const german = (key: string): string | undefined => words[key];
