import 'reflect-metadata';
import { runMain } from '@shop/platform';
import { start } from './start.js';

await runMain(start, process.env);
