/** A map of a manifest, as YAML has it: what is in it is known only after looking. */
export type Tree = Readonly<Record<string, unknown>>;

function isTree(value: unknown): value is Tree {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What is at a path like `spec.template.spec`. Keys with dots in them (labels): take the map above by `mapAt`. */
export function at(value: unknown, path: string): unknown {
  return path.split('.').reduce<unknown>((node, key) => (isTree(node) ? node[key] : undefined), value);
}

/** The map at a path; an empty one if there is none. */
export function mapAt(value: unknown, path: string): Tree {
  const found = at(value, path);
  return isTree(found) ? found : {};
}

/** The maps of the list at a path; none if there is no list. */
export function listAt(value: unknown, path: string): readonly Tree[] {
  const found = at(value, path);
  return Array.isArray(found) ? found.filter(isTree) : [];
}

/** The strings of the list at a path; none if there is no list. */
export function textsAt(value: unknown, path: string): readonly string[] {
  const found = at(value, path);
  return Array.isArray(found) ? found.filter((entry) => typeof entry === 'string') : [];
}

export function textAt(value: unknown, path: string): string | undefined {
  const found = at(value, path);
  return typeof found === 'string' ? found : undefined;
}

export function numberAt(value: unknown, path: string): number | undefined {
  const found = at(value, path);
  return typeof found === 'number' ? found : undefined;
}

/** The entries of the map at a path whose values are strings: labels, the data of a ConfigMap. */
export function textsByKey(value: unknown, path: string): Readonly<Record<string, string>> {
  const entries = Object.entries(mapAt(value, path));
  return Object.fromEntries(entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
}

/** Every string of a tree, with its path. */
export function allTexts(value: unknown, path = ''): readonly { readonly path: string; readonly text: string }[] {
  if (typeof value === 'string') return [{ path, text: value }];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, child]) => allTexts(child, path === '' ? key : `${path}.${key}`));
}
