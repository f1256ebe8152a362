import { runChecks } from './checks/run-checks.js';

process.exit(await runChecks(process.env));
