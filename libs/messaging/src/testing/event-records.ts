import { toHeaders } from '@shop/domain-events';
import type { EventDefinition } from '@shop/domain-events';
import { newId } from '@shop/kernel';
import type { BrokerRecord } from '../broker/broker.js';

export interface RecordChanges {
  readonly key?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** In place of the JSON of the definition's example. */
  readonly value?: string | null;
}

/** What of a definition is the same whatever its data is. */
type AnyEvent = Pick<EventDefinition, 'type' | 'topic' | 'from' | 'example'>;

/** An event as its publisher would send it: the definition's example under a new id, with what the test wants otherwise. */
export function recordOf(definition: AnyEvent, { key = newId(), headers, value }: RecordChanges = {}): BrokerRecord {
  const attributes = {
    id: newId(),
    type: definition.type,
    source: `/shop/${definition.from}`,
    subject: key,
    time: new Date().toISOString(),
    correlationId: key,
    causationId: newId(),
  };
  return {
    topic: definition.topic,
    key,
    headers: { ...toHeaders(attributes), ...headers },
    value: value === undefined ? JSON.stringify(definition.example) : value,
  };
}
