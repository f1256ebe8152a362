import type { Fault } from '../fault.js';
import { nameOf } from '../manifest.js';
import type { Manifest } from '../manifest.js';

export interface Overlay {
  readonly name: string;
  readonly manifests: readonly Manifest[];
}

/** Finds what is wrong in an overlay, all of it. */
export type Rule = (overlay: Overlay) => readonly Fault[];

export function fault(manifest: Manifest, field: string, message: string): Fault {
  return { object: nameOf(manifest), field, message };
}

export function ofKind({ manifests }: Overlay, ...kinds: readonly string[]): readonly Manifest[] {
  return manifests.filter(({ kind }) => kinds.includes(kind));
}

export function find(
  overlay: Overlay,
  kind: string,
  name: string | undefined,
  namespace: string,
): Manifest | undefined {
  return ofKind(overlay, kind).find(
    ({ metadata }) => metadata.name === name && (metadata.namespace ?? '') === namespace,
  );
}
