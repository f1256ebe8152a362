import { cpSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { unavailable } from '@shop/kernel';
import type { GoSource } from './pinned-sources.js';
import { runTool } from './run-tool.js';

/** What `go mod download -json` says of a module. */
interface Download {
  readonly Path: string;
  readonly Dir?: string;
  readonly Error?: string;
}

/**
 * Copies files of published Go modules into a folder each, named after the module. Modules are unpacked below `scratch`, which the
 * caller deletes: the machine's own module cache is left as it is.
 */
export async function fetchGoFiles(sources: readonly GoSource[], scratch: string, into: string): Promise<void> {
  const downloads = await download(sources, scratch);
  for (const source of sources) {
    const found = downloads.find(({ Path }) => Path === source.module);
    // A module may ask for a newer Go than this to be built; all we want is to read it, and it is there.
    if (found?.Dir === undefined)
      throw unavailable('k8s-check.not-fetched', found?.Error ?? `${source.module} is missing`);
    copyMatching(join(found.Dir, source.folder), source, join(into, source.module.replaceAll('/', '_')));
  }
}

function copyMatching(folder: string, { files, module, version }: GoSource, into: string): void {
  const names = readdirSync(folder).filter((name) => files.test(name));
  if (names.length === 0)
    throw unavailable('k8s-check.not-fetched', `${module}@${version} has none of ${files.source}`);
  for (const name of names) cpSync(join(folder, name), join(into, name));
}

async function download(sources: readonly GoSource[], scratch: string): Promise<readonly Download[]> {
  const wanted = sources.map(({ module, version }) => `${module}@${version}`);
  const env = { ...process.env, GOMODCACHE: join(scratch, 'modules'), GOFLAGS: '-modcacherw' };
  // Its exit code tells of faults that we bear; those that we do not, we see in what it prints.
  const printed = await runTool('go', ['mod', 'download', '-json', ...wanted], env).catch((error: unknown) => {
    const { stdout } = (error as { cause?: { stdout?: string } }).cause ?? {};
    if (stdout === undefined || stdout === '') throw error;
    return stdout;
  });
  return parseConcatenated(printed);
}

/** One JSON object after the other, each ending in a line that is a brace. */
export function parseConcatenated(text: string): readonly Download[] {
  const objects = text.split(/^}$/m).filter((part) => part.trim() !== '');
  return objects.map((part) => JSON.parse(`${part}}`) as Download);
}
