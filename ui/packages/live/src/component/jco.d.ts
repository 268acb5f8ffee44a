/** What jco writes, as far as these pages use it. */
declare module "*/component/connector.js" {
  export function instantiate(
    module: (name: string) => Promise<WebAssembly.Module>,
    imports: object,
  ): Promise<{ mail: Record<string, ((...args: unknown[]) => unknown) | undefined> }>;
}
