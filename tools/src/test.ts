import { runTests } from './test-run/run-tests.js';

process.exit(await runTests(process.argv.slice(2), process.env));
