import { parseAllDocuments } from 'yaml';
import { kubectl } from './kubectl.js';

type Fields = Readonly<Record<string, unknown>>;

/** An object of Kubernetes, as far as anything here looks into one. */
export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: Fields & { readonly name: string; readonly namespace?: string };
  readonly spec?: Fields;
  /** Of a Secret. */
  readonly stringData?: Readonly<Record<string, string>>;
}

/** What `kubectl kustomize` makes of a folder. */
export async function render(folder: string): Promise<readonly Manifest[]> {
  const documents = parseAllDocuments(await kubectl(['kustomize', folder]));
  return documents.map((document) => document.toJS() as Manifest);
}

/**
 * The same objects in a namespace of their own, beside a shop that may run there already. Node ports are the cluster's, so they are left
 * to it. Hosts are names without a namespace, and need no change.
 */
export function inNamespace(namespace: string, manifests: readonly Manifest[]): readonly Manifest[] {
  return manifests.map((manifest) => {
    if (manifest.kind === 'Namespace') return { ...manifest, metadata: { ...manifest.metadata, name: namespace } };
    const moved = { ...manifest, metadata: { ...manifest.metadata, namespace } };
    return manifest.kind === 'Service' ? { ...moved, spec: withoutNodePorts(manifest.spec ?? {}) } : moved;
  });
}

function withoutNodePorts(spec: Fields): Fields {
  const ports = (spec['ports'] ?? []) as readonly Fields[];
  return { ...spec, ports: ports.map(({ nodePort: _, ...port }) => port) };
}

/** As one document for `kubectl apply -f -`; the namespace first, as nothing can be made in one that is not there. */
export function asList(manifests: readonly Manifest[]): string {
  const items = [...manifests].sort((a, b) => Number(b.kind === 'Namespace') - Number(a.kind === 'Namespace'));
  return JSON.stringify({ apiVersion: 'v1', kind: 'List', items });
}
