import { join } from 'node:path';

/** The checkout's root: this file is tools/src/infrastructure/ or, built, tools/dist/infrastructure/. */
export const repositoryRoot = join(import.meta.dirname, '../../..');

/** Downloads and compile caches that runs share; deleting it costs time only. */
export const cacheDirectory = join(repositoryRoot, '.cache');
