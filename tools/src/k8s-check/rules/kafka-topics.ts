import { messagingConfig, shopTopics, topicSettings } from '@shop/messaging';
import type { TopicSettings, TopicSpec } from '@shop/messaging';
import { services } from '@shop/kernel';
import { z } from 'zod';
import type { Fault } from '../fault.js';
import { namespaceOf } from '../manifest.js';
import type { Manifest } from '../manifest.js';
import { at, listAt, numberAt, textAt, textsByKey } from '../tree.js';
import { fault, find, ofKind } from './rule.js';
import type { Overlay } from './rule.js';

/** Where an operator makes the topics: those that the code knows, made as the services are told that they are. */
export function topicsAreTheCatalogue(overlay: Overlay): readonly Fault[] {
  const settings = settingsByService(overlay);
  const [first] = settings;
  if (ofKind(overlay, 'Kafka').length === 0 || first === undefined) return [];
  return [
    ...disagreements(settings),
    ...compare(overlay, shopTopics(first.topics)),
    ...idleReplicas(overlay, first.topics.partitions),
  ];
}

interface ServiceSettings {
  readonly service: string;
  readonly deployment: Manifest;
  readonly topics: TopicSettings;
}

function settingsByService(overlay: Overlay): readonly ServiceSettings[] {
  return services.flatMap((service) => {
    const deployment = ofKind(overlay, 'Deployment').find(({ metadata }) => metadata.name === service);
    return deployment === undefined ? [] : [{ service, deployment, topics: settingsOf(overlay, deployment) }];
  });
}

/** Of topics alone: other settings name files that are only in the pod. Of two maps the later one counts. */
function settingsOf(overlay: Overlay, deployment: Manifest): TopicSettings {
  const sources = listAt(deployment, 'spec.template.spec.containers').flatMap((container) =>
    listAt(container, 'envFrom'),
  );
  const all = sources.flatMap((source) => {
    const map = find(overlay, 'ConfigMap', textAt(source, 'configMapRef.name'), namespaceOf(deployment));
    return Object.entries(textsByKey(map, 'data')).filter(([name]) => /^(TOPIC|DEAD_LETTER)_/.test(name));
  });
  return topicSettings(z.object(messagingConfig).parse(Object.fromEntries(all)));
}

function disagreements(settings: readonly ServiceSettings[]): readonly Fault[] {
  const [first, ...others] = settings;
  return others
    .filter(({ topics }) => JSON.stringify(topics) !== JSON.stringify(first?.topics))
    .map(({ deployment }) =>
      fault(deployment, 'spec.template.spec.containers.envFrom', `has other settings of topics than ${first?.service}`),
    );
}

function compare(overlay: Overlay, wanted: readonly TopicSpec[]): readonly Fault[] {
  const made = ofKind(overlay, 'KafkaTopic');
  const nameOfTopic = (manifest: Manifest) => textAt(manifest, 'spec.topicName') ?? manifest.metadata.name;
  const unknown = made.filter((manifest) => !wanted.some(({ topic }) => topic === nameOfTopic(manifest)));
  return [
    ...unknown.map((manifest) => fault(manifest, '', 'is a topic that no code knows')),
    ...wanted.flatMap((spec) => {
      const manifest = made.find((one) => nameOfTopic(one) === spec.topic);
      if (manifest === undefined) return [{ object: `KafkaTopic/${spec.topic}`, field: '', message: 'is missing' }];
      return differences(manifest, spec);
    }),
  ];
}

function differences(manifest: Manifest, spec: TopicSpec): readonly Fault[] {
  const config = at(manifest, 'spec.config') as Readonly<Record<string, unknown>> | undefined;
  const fields: readonly (readonly [string, unknown, unknown])[] = [
    ['spec.partitions', numberAt(manifest, 'spec.partitions'), spec.partitions],
    ['spec.replicas', numberAt(manifest, 'spec.replicas'), spec.replicationFactor],
    ['spec.config.retention.ms', Number(config?.['retention.ms']), spec.retentionMs],
    ['spec.config.min.insync.replicas', Number(config?.['min.insync.replicas']), spec.minInsyncReplicas],
  ];
  return fields
    .filter(([, made, wanted]) => made !== wanted)
    .map(([field, made, wanted]) =>
      fault(manifest, field, `is ${String(made)}, the services are told ${String(wanted)}`),
    );
}

/** A partition has one reader: more replicas than partitions hear nothing. */
function idleReplicas(overlay: Overlay, partitions: number): readonly Fault[] {
  return ofKind(overlay, 'ScaledObject', 'HorizontalPodAutoscaler').flatMap((scaler) => {
    const isOfService = (services as readonly string[]).includes(textAt(scaler, 'spec.scaleTargetRef.name') ?? '');
    const most = numberAt(scaler, 'spec.maxReplicaCount') ?? numberAt(scaler, 'spec.maxReplicas') ?? 0;
    if (!isOfService || most <= partitions) return [];
    return [fault(scaler, 'spec', `allows ${most} replicas, and a topic has ${partitions} partitions`)];
  });
}
