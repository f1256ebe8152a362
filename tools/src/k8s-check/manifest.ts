import { parseAllDocuments } from 'yaml';
import { invalid } from '@shop/kernel';
import { listAt, mapAt, textAt, textsByKey } from './tree.js';
import type { Tree } from './tree.js';

/** One object of a rendered overlay. */
export interface Manifest extends Tree {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: Tree & { readonly name: string; readonly namespace?: string };
}

/** @throws AppError `invalid` where a document is none of Kubernetes */
export function parseManifests(yaml: string): readonly Manifest[] {
  return parseAllDocuments(yaml).map((document) => {
    const object = document.toJS() as Manifest | null;
    if (document.errors.length > 0 || !object?.apiVersion || !object.kind || !object.metadata?.name) {
      throw invalid('k8s-check.no-manifest', `Not an object of Kubernetes: ${String(document).slice(0, 200)}`);
    }
    return object;
  });
}

export const nameOf = ({ kind, metadata }: Manifest): string => `${kind}/${metadata.name}`;
export const namespaceOf = ({ metadata }: Manifest): string => metadata.namespace ?? '';
export const groupOf = ({ apiVersion }: Manifest): string =>
  apiVersion.includes('/') ? (apiVersion.split('/')[0] ?? '') : '';
export const labelsOf = (object: Tree): Readonly<Record<string, string>> => textsByKey(object, 'metadata.labels');

/** What makes pods of ours: a Deployment, a StatefulSet, a Job, …. */
export interface Workload {
  readonly manifest: Manifest;
  /** Where its pod template is, for messages. */
  readonly path: string;
  readonly template: Tree;
}

const TEMPLATES: Readonly<Record<string, string>> = {
  Deployment: 'spec.template',
  StatefulSet: 'spec.template',
  DaemonSet: 'spec.template',
  Job: 'spec.template',
  CronJob: 'spec.jobTemplate.spec.template',
};

export function workloadsOf(manifests: readonly Manifest[]): readonly Workload[] {
  return manifests.flatMap((manifest) => {
    const path = TEMPLATES[manifest.kind];
    return path === undefined ? [] : [{ manifest, path, template: mapAt(manifest, path) }];
  });
}

export interface Container {
  readonly name: string;
  /** Where it is in its object, for messages. */
  readonly path: string;
  readonly spec: Tree;
}

/** All of a pod's containers, those that run first included. */
export function containersOf({ template, path }: Workload): readonly Container[] {
  return ['initContainers', 'containers'].flatMap((list) =>
    listAt(template, `spec.${list}`).map((spec) => {
      const name = textAt(spec, 'name') ?? '?';
      return { name, path: `${path}.spec.${list}.${name}`, spec };
    }),
  );
}
