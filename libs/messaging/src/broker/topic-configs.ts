import type { TopicSpec } from './broker.js';

export interface TopicConfig {
  readonly name: string;
  readonly value: string;
}

/** What a topic is created with beyond the broker's own settings. */
export function topicConfigs(spec: Pick<TopicSpec, 'retentionMs' | 'minInsyncReplicas'>): readonly TopicConfig[] {
  const { retentionMs, minInsyncReplicas } = spec;
  return [
    ...(retentionMs === undefined ? [] : [{ name: 'retention.ms', value: String(retentionMs) }]),
    ...(minInsyncReplicas === undefined ? [] : [{ name: 'min.insync.replicas', value: String(minInsyncReplicas) }]),
  ];
}
