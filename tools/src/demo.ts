import { runDemo } from './demo/run-demo.js';

process.stdout.on('error', () => undefined); // `npm run demo | head`: nobody reads on, the shop goes on
process.exit(await runDemo(process.argv.slice(2), process.env));
