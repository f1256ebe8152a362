import { nameOf } from '../manifest.js';
import type { Manifest } from '../manifest.js';
import type { Overlay } from '../rules/rule.js';

export interface PlantedFault {
  /** What is wrong, in words. */
  readonly what: string;
  readonly overlay: string;
  /** A pattern of `Kind/name`: names of generated ConfigMaps end in a hash. */
  readonly object: RegExp;
  /** Where, as a JSON pointer. A last part that is `-` adds to a list. */
  readonly path: string;
  /** `undefined` takes away what is there. */
  readonly value: unknown;
  /** How the check puts it. */
  readonly found: RegExp;
}

/** The overlay with one value changed. @throws Error if there is no such object */
export function plant(overlay: Overlay, { object, path, value }: PlantedFault): Overlay {
  const manifests = structuredClone(overlay.manifests) as Manifest[];
  const manifest = manifests.find((one) => object.test(nameOf(one)));
  if (manifest === undefined) throw new Error(`There is no ${object.source} in ${overlay.name}.`);
  const keys = path
    .slice(1)
    .split('/')
    .map((key) => key.replaceAll('~1', '/'));
  const last = keys.pop() ?? '';
  const parent = keys.reduce<unknown>((node, key) => (node as Record<string, unknown>)[key], manifest);
  if (last === '-') (parent as unknown[]).push(value);
  else if (value === undefined) Reflect.deleteProperty(parent as object, last);
  else (parent as Record<string, unknown>)[last] = value;
  return { ...overlay, manifests };
}

/** The overlay without an object. @throws Error if there is none */
export function without(overlay: Overlay, object: string): Overlay {
  const manifests = overlay.manifests.filter((one) => nameOf(one) !== object);
  if (manifests.length === overlay.manifests.length) throw new Error(`There is no ${object} in ${overlay.name}.`);
  return { ...overlay, manifests };
}
