import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from '../../infrastructure/repository.js';
import type { Fault } from '../fault.js';
import { containersOf, nameOf, workloadsOf } from '../manifest.js';
import { allTexts, listAt, textAt, textsByKey } from '../tree.js';
import { fault, ofKind } from './rule.js';
import type { Overlay, Rule } from './rule.js';

const DEVELOPMENT = 'local';
const SECRET_NAME = /(PASSWORD|SECRET|TOKEN|PRIVATE_KEY|API_KEY)$/;
/** A user and a password in front of a host. */
const CREDENTIALS = /^[a-z+]+:\/\/[^/\s:@]+:[^/\s@]+@/;
const TOO_SHORT_TO_TELL = 6;

/** What only a secret store may know is not in a manifest. `local` alone has passwords, which are nowhere else, and not compose's. */
export function secretsStaySecret(overlays: readonly Overlay[]): Rule {
  const compose = longEnough(passwordsIn(composeFile()));
  const local = longEnough(passwordsOf(overlays.filter(({ name }) => name === DEVELOPMENT)));
  return (overlay) =>
    overlay.name === DEVELOPMENT
      ? familiar(overlay, compose)
      : [...literalVariables(overlay), ...literalSecrets(overlay), ...familiar(overlay, [...compose, ...local])];
}

function literalVariables({ manifests }: Overlay): readonly Fault[] {
  return workloadsOf(manifests).flatMap((workload) =>
    containersOf(workload).flatMap(({ spec, path }) =>
      listAt(spec, 'env')
        .filter((variable) => isSecret(textAt(variable, 'name') ?? '', textAt(variable, 'value') ?? ''))
        .map((variable) =>
          fault(workload.manifest, `${path}.env.${textAt(variable, 'name')}`, 'is a secret in plain sight'),
        ),
    ),
  );
}

/** `$(NAME)` is taken from another variable. */
function isSecret(name: string, value: string): boolean {
  return value !== '' && !value.includes('$(') && (SECRET_NAME.test(name) || CREDENTIALS.test(value));
}

function literalSecrets(overlay: Overlay): readonly Fault[] {
  const secrets = ofKind(overlay, 'Secret').map((secret) =>
    fault(secret, '', 'is a secret in a manifest: a secret store makes it (ExternalSecret)'),
  );
  const settings = ofKind(overlay, 'ConfigMap').flatMap((map) =>
    Object.entries(textsByKey(map, 'data'))
      .filter(([name, value]) => isSecret(name, value))
      .map(([name]) => fault(map, `data.${name}`, 'is a secret in a ConfigMap')),
  );
  return [...secrets, ...settings];
}

/** Passwords that anybody may read in this repository. */
function familiar({ manifests }: Overlay, known: readonly string[]): readonly Fault[] {
  return manifests.flatMap((manifest) =>
    allTexts(manifest)
      .filter(({ text }) => known.some((password) => text.includes(password)))
      .map(({ path }) => ({ object: nameOf(manifest), field: path, message: 'holds a password of development' })),
  );
}

function passwordsOf(overlays: readonly Overlay[]): readonly string[] {
  return overlays
    .flatMap((overlay) => ofKind(overlay, 'Secret'))
    .flatMap((secret) => [
      ...Object.values(textsByKey(secret, 'stringData')),
      ...Object.values(textsByKey(secret, 'data')).map((text) => Buffer.from(text, 'base64').toString('utf8')),
    ])
    .flatMap((text) => [text, ...passwordsIn(text)]);
}

function longEnough(texts: readonly string[]): readonly string[] {
  const trimmed = texts.map((text) => text.trim());
  return [...new Set(trimmed)].filter((text) => text.length >= TOO_SHORT_TO_TELL && !/[\n$]/.test(text));
}

/** `..._PASSWORD: ${…:-default}`, `..._PASSWORD=…`, and what stands between user and host of an address. */
function passwordsIn(text: string): readonly string[] {
  const patterns = [
    /PASSWORD\w*:-([^}\s]+)\}/g,
    /PASSWORD["']?[:=] *["']?([^\s"'${}]+)/g,
    /:\/\/[^/\s:@]+:([^/\s@${}]+)@/g,
  ];
  return patterns.flatMap((pattern) => [...text.matchAll(pattern)].flatMap(([, found]) => found ?? []));
}

function composeFile(): string {
  try {
    return readFileSync(join(repositoryRoot, 'docker-compose.yml'), 'utf8');
  } catch {
    return '';
  }
}
