import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { repositoryRoot } from '../infrastructure/repository.js';
import { documents } from './documents.js';
import { goldenEvents } from './golden-events.js';

/** The generated files that are missing, or no longer what the code says. */
export function staleDocuments(): readonly string[] {
  return [...outdated().keys()];
}

/** Writes what is missing or stale; an event's golden file only if there is none. @returns the paths written */
export function writeDocuments(): readonly string[] {
  const changes = outdated();
  for (const [path, text] of changes) {
    const file = join(repositoryRoot, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  return [...changes.keys()];
}

function outdated(): ReadonlyMap<string, string> {
  const stale = [...documents()].filter(([path, text]) => current(path) !== text);
  const missing = [...goldenEvents()].filter(([path]) => current(path) === undefined);
  return new Map([...stale, ...missing]);
}

function current(path: string): string | undefined {
  const file = join(repositoryRoot, path);
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
}
