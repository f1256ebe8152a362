import { existsSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { kustomizeSource } from './pinned-sources.js';
import { runTool, tryTool } from './run-tool.js';

/** A program with its arguments, to which the folder to render is added. */
export type Kustomize = readonly [program: string, ...args: string[]];

/** What is on PATH, or what was built before. */
export async function findKustomize(folder: string): Promise<Kustomize | undefined> {
  const built = join(folder, 'kustomize');
  if (existsSync(built)) return [built, 'build'];
  if (isRecent(await tryTool('kustomize', ['version']))) return ['kustomize', 'build'];
  if (isRecent(await tryTool('kubectl', ['version', '--client']))) return ['kubectl', 'kustomize'];
  return undefined;
}

/** kubectl has had kustomize 2 inside for years, Debian 12's still has: that one knows hardly any of what we use. */
function isRecent(version: string | undefined): boolean {
  return /\bv?5\.\d+\.\d+/.test(version?.replace(/^Client Version.*$/m, '') ?? '');
}

/** Takes a quarter of a minute. Without cgo, as a machine that has Go need not have a C compiler. */
export async function buildKustomize(scratch: string, folder: string): Promise<Kustomize> {
  const env = { ...process.env, GOBIN: scratch, GOMODCACHE: join(scratch, 'modules'), GOFLAGS: '-modcacherw' };
  await runTool('go', ['install', kustomizeSource], { ...env, CGO_ENABLED: '0', GOCACHE: join(scratch, 'builds') });
  renameSync(join(scratch, 'kustomize'), join(folder, 'kustomize'));
  return [join(folder, 'kustomize'), 'build'];
}
