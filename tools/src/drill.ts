import { runDrill } from './drill/run-drill.js';

process.stdout.on('error', () => undefined);
process.exit(await runDrill(process.argv.slice(2), process.env));
