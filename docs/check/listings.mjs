// Holds listings of the book to the files that tests run, and the table of contents to the pages.
//
// A listing that is a copy has a comment above its code block: `<!-- file: examples/python/send.py -->`. The block must be lines of that
// file as they are, one after the other. A reader of the page on GitHub sees the code, which mdBook's own `{{#include}}` would hide.
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const book = join(root, 'docs/src');
const pages = readdirSync(book, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.md'));
const problems = [...pages.flatMap(listingProblems), ...contentsProblems()];
for (const problem of problems) {
  console.error(problem);
}
process.exitCode = problems.length > 0 ? 1 : 0;

function listingProblems(page) {
  const text = readFileSync(join(book, page), 'utf8');
  const marks = [...text.matchAll(/^<!-- file: (\S+) -->\n+```[^\n]*\n([\s\S]*?)^```$/gm)];
  const marked = text.match(/<!-- file:/g)?.length ?? 0;
  if (marked !== marks.length) {
    return [`${page}: a comment that names a file has no code block below it`];
  }
  return marks.flatMap(([, file, listing]) => {
    const source = readFileSync(join(root, file), 'utf8');
    return `\n${source}`.includes(`\n${listing}`) ? [] : [`${page}: the listing is not as in ${file}:\n${listing}`];
  });
}

function contentsProblems() {
  const text = readFileSync(join(book, 'SUMMARY.md'), 'utf8');
  const listed = [...text.matchAll(/\]\(([^)]+\.md)\)/g)].map(([, link]) => relative(book, join(dirname(join(book, 'SUMMARY.md')), link)));
  const missing = pages.filter((page) => page !== 'SUMMARY.md' && !listed.includes(page));
  const twice = listed.filter((page, index) => listed.indexOf(page) !== index);
  return [
    ...missing.map((page) => `SUMMARY.md does not list ${page}`),
    ...twice.map((page) => `SUMMARY.md lists ${page} twice`),
  ];
}
