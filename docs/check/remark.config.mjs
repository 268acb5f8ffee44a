// Links between files, with their anchors. Nothing is fetched. Anchors are those of GitHub; mdBook makes the same of our headings.
import { fileURLToPath } from 'node:url';
import validateLinks from 'remark-validate-links';

const root = fileURLToPath(new URL('../..', import.meta.url));

export default { plugins: [[validateLinks, { repository: false, root }]] };
