import { runClusterCheck } from './cluster-check/run-cluster-check.js';

process.stdout.on('error', () => undefined);
process.exit(await runClusterCheck(process.argv.slice(2)));
