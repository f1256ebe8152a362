import { runFakeModel } from './fake-model/run-fake-model.js';

process.stdout.on('error', () => undefined);
process.exit(await runFakeModel(process.argv.slice(2)));
