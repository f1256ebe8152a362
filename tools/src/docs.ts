import { runDocs } from './docs/run-docs.js';

process.exit(runDocs(process.argv.slice(2)));
