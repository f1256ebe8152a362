import { runBench } from './bench/run-bench.js';

process.stdout.on('error', () => undefined);
process.exit(await runBench(process.argv.slice(2), process.env));
