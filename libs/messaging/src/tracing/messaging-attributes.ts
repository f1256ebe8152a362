import type { BrokerRecord } from '../broker/broker.js';

/** What a span says of a message; never its value, which may be personal. */
export interface TracedMessage {
  readonly topic: string;
  readonly key: string | null;
  readonly headers: BrokerRecord['headers'] | Readonly<Record<string, string | undefined>>;
}

type Operation = 'create' | 'send' | 'process';

/**
 * By OpenTelemetry's conventions for messaging, 1.45. They are not stable: `messaging.system` became `messaging.system.name` in it, and
 * what shows traces today knows the old name, so both are given.
 */
export function operationAttributes(operation: Operation) {
  return {
    'messaging.system': 'kafka',
    'messaging.system.name': 'kafka',
    'messaging.operation.name': operation,
    'messaging.operation.type': operation,
  };
}

export function messageAttributes({ topic, key, headers }: TracedMessage) {
  return {
    'messaging.destination.name': topic,
    ...(key !== null && { 'kafka.message.key': key }),
    ...present('messaging.message.id', headers['ce_id']),
    ...present('messaging.message.conversation_id', headers['ce_correlationid']),
    ...present('cloudevents.event_type', headers['ce_type']),
  };
}

function present(name: string, value: string | undefined): Readonly<Record<string, string>> {
  return value === undefined ? {} : { [name]: value };
}
