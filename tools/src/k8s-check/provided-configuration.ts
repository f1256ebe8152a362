import { groupOf, namespaceOf } from './manifest.js';
import type { Manifest } from './manifest.js';
import { at, listAt, mapAt, textAt } from './tree.js';

/** A ConfigMap or Secret that will be there, by whomever it is made. */
export interface Provided {
  readonly kind: 'ConfigMap' | 'Secret';
  readonly namespace: string;
  readonly name: string;
  readonly keys: readonly string[];
}

const inDatabaseSecret = [
  ...['username', 'user', 'password', 'host', 'port', 'dbname', 'pgpass'],
  ...['uri', 'fqdn-uri', 'jdbc-uri', 'fqdn-jdbc-uri'],
];

/** What an object provides: itself, or what its operator makes of it, as that operator documents. */
export function providedBy(manifest: Manifest): readonly Provided[] {
  const { name } = manifest.metadata;
  const namespace = namespaceOf(manifest);
  const secret = (secretName: string, keys: readonly string[]): Provided => ({
    kind: 'Secret',
    namespace,
    name: secretName,
    keys,
  });
  switch (`${groupOf(manifest)}/${manifest.kind}`) {
    case '/ConfigMap':
      return [{ kind: 'ConfigMap', namespace, name, keys: keysOf(manifest, 'data', 'binaryData') }];
    case '/Secret':
      return [secret(name, keysOf(manifest, 'data', 'stringData'))];
    case 'external-secrets.io/ExternalSecret':
      return [secret(textAt(manifest, 'spec.target.name') ?? name, keysOfExternal(manifest))];
    case 'kafka.strimzi.io/KafkaUser':
      return [secret(name, keysOfUser(manifest))];
    case 'kafka.strimzi.io/Kafka':
      return [secret(`${name}-cluster-ca-cert`, ['ca.crt', 'ca.p12', 'ca.password'])];
    case 'postgresql.cnpg.io/Cluster':
      return [secret(`${name}-app`, inDatabaseSecret), secret(`${name}-ca`, ['ca.crt', 'ca.key'])];
    default:
      return [];
  }
}

function keysOf(manifest: Manifest, ...fields: readonly string[]): readonly string[] {
  return fields.flatMap((field) => Object.keys(mapAt(manifest, field)));
}

/** A template says all keys; without one there are those of the data. */
function keysOfExternal(manifest: Manifest): readonly string[] {
  const template = keysOf(manifest, 'spec.target.template.data');
  if (template.length > 0) return template;
  return listAt(manifest, 'spec.data').flatMap((entry) => textAt(entry, 'secretKey') ?? []);
}

function keysOfUser(manifest: Manifest): readonly string[] {
  const isTls = at(manifest, 'spec.authentication.type') === 'tls';
  return isTls ? ['ca.crt', 'user.crt', 'user.key', 'user.p12', 'user.password'] : ['password', 'sasl.jaas.config'];
}
