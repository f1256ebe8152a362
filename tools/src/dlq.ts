import { runDlq } from './dlq/run-dlq.js';

process.stdout.on('error', () => undefined);
process.exit(await runDlq(process.argv.slice(2), process.env));
