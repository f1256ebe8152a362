import { runComposeCheck } from './compose-check/run-compose-check.js';

process.stdout.on('error', () => undefined);
process.exit(await runComposeCheck(process.argv.slice(2), process.env));
