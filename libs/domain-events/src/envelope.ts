import { AppError, isTraceparent } from '@shop/kernel';
import { findEvent } from './catalogue.js';
import type { EventDefinition } from './define-event.js';
import { readData } from './read-data.js';

/** An event as a handler gets it: CloudEvents 1.0 attributes and the data. */
export interface DomainEvent<Data = unknown> {
  readonly id: string;
  /** Always the newest version of its name: older ones are upcast on the way in. */
  readonly type: string;
  readonly source: string;
  readonly subject: string;
  /** RFC 3339, UTC. */
  readonly time: string;
  readonly correlationId: string;
  readonly causationId: string;
  readonly traceparent?: string;
  readonly data: Data;
}

export type EventOf<Definition> = Definition extends EventDefinition<infer Data> ? DomainEvent<Data> : never;

/** The event on the wire: CloudEvents 1.0, Kafka protocol binding, binary content mode. */
export interface WireEvent {
  readonly headers: Readonly<Record<string, string>>;
  readonly value: string;
}

export function toHeaders(event: Omit<DomainEvent, 'data'>): Record<string, string> {
  return {
    ce_specversion: '1.0',
    ce_id: event.id,
    ce_source: event.source,
    ce_type: event.type,
    ce_subject: event.subject,
    ce_time: event.time,
    'content-type': 'application/json',
    ce_correlationid: event.correlationId,
    ce_causationid: event.causationId,
    ...(event.traceparent && { traceparent: event.traceparent }),
  };
}

/**
 * Reads an event off the wire. A type that nobody has declared gives `undefined`: it is somebody else's business.
 * @throws AppError `invalid`: `event.no-headers`, `event.not-json`, `event.invalid-data`, `event.unknown-version`. Trying
 * again cannot help any of these.
 */
export function fromWire(wire: {
  headers: Record<string, string | undefined>;
  value: string | null;
}): DomainEvent | undefined {
  const { headers } = wire;
  const type = headers['ce_type'];
  const id = headers['ce_id'];
  if (!type || !id)
    throw new AppError('invalid', 'event.no-headers', 'The message lacks the headers ce_type and ce_id.');
  const found = findEvent(type);
  if (!found) return undefined;
  const { definition, version } = found;
  const data = readData(definition, version, parseJson(wire.value, type));
  const subject = headers['ce_subject'] ?? (data as Record<string, string>)[definition.subject] ?? '';
  return {
    id,
    type: definition.type,
    source: headers['ce_source'] ?? `/shop/${definition.from}`,
    subject,
    time: headers['ce_time'] ?? new Date().toISOString(),
    correlationId: headers['ce_correlationid'] ?? subject,
    causationId: headers['ce_causationid'] ?? id,
    // A malformed one is worth nothing, and would be handed on in every event that follows.
    ...(isTraceparent(headers['traceparent']) && { traceparent: headers['traceparent'] }),
    data,
  };
}

function parseJson(value: string | null, type: string): unknown {
  try {
    if (value !== null) return JSON.parse(value);
  } catch {
    // Falls through: an empty value and broken JSON are the same fault.
  }
  throw new AppError('invalid', 'event.not-json', `The value of ${type} is not JSON.`);
}
