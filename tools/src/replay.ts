import { runReplay } from './replay/run-replay.js';

process.stdout.on('error', () => undefined);
process.exit(await runReplay(process.argv.slice(2), process.env));
