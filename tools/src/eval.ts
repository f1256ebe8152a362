import { runEval } from './eval/run-eval.js';

process.stdout.on('error', () => undefined);
process.exit(await runEval(process.argv.slice(2), process.env));
