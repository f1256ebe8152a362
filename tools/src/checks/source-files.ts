import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from '../infrastructure/repository.js';

const generated = new Set(['node_modules', 'dist', 'out-tsc', 'coverage']);

/** The paths, relative to the repository, of all files below a folder that somebody has written. */
export function sourceFiles(folder: string): readonly string[] {
  const absolute = join(repositoryRoot, folder);
  if (!existsSync(absolute)) return [];
  return readdirSync(absolute, { withFileTypes: true }).flatMap((entry) => {
    if (generated.has(entry.name)) return [];
    const path = `${folder}/${entry.name}`;
    return entry.isDirectory() ? sourceFiles(path) : [path];
  });
}

/** `order-service`, … in the order of the folder. */
export function appNames(): readonly string[] {
  return readdirSync(join(repositoryRoot, 'apps'));
}
