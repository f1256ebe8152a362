import type { EvalCase } from '../eval-case.js';
import { cancelled } from './cancelled.js';
import { completed } from './completed.js';
import { risky } from './risky.js';
import { underWay } from './under-way.js';

/** Those that have to grow old begin first, and the others are played meanwhile. */
export const goldenSet: readonly EvalCase[] = [...underWay, ...cancelled, ...completed, ...risky];
