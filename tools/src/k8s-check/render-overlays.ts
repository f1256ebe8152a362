import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from '../infrastructure/repository.js';
import { parseManifests } from './manifest.js';
import type { Overlay } from './rules/rule.js';
import type { Kustomize } from './sources/kustomize.js';
import { runTool } from './sources/run-tool.js';

const folder = join(repositoryRoot, 'k8s/overlays');

export function overlayNames(): readonly string[] {
  return readdirSync(folder).filter((name) => existsSync(join(folder, name, 'kustomization.yaml')));
}

/** What `kubectl apply -k` would send. @throws AppError `unavailable` with kustomize's complaint */
export async function renderOverlay(name: string, [program, ...args]: Kustomize): Promise<Overlay> {
  return { name, manifests: parseManifests(await runTool(program, [...args, join(folder, name)])) };
}
