import { staleDocuments, writeDocuments } from './keep-docs.js';

/** `npm run docs [-- --check]`. @returns the exit code: with `--check` 1 when a document is stale, 2 for a wrong command line */
export function runDocs(args: readonly string[]): number {
  const [option, ...rest] = args;
  if (rest.length > 0 || (option !== undefined && option !== '--check')) {
    console.error('Usage: npm run docs [-- --check]');
    return 2;
  }
  return option === '--check' ? check() : write();
}

function check(): number {
  const stale = staleDocuments();
  if (stale.length === 0) console.log('The generated documents are up to date.');
  for (const path of stale) console.error(`${path} is stale: run npm run docs.`);
  return stale.length === 0 ? 0 : 1;
}

function write(): number {
  const written = writeDocuments();
  for (const path of written) console.log(`wrote ${path}`);
  if (written.length === 0) console.log('The generated documents were up to date.');
  return 0;
}
