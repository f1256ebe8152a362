import { findEvent, fromWire } from '@shop/domain-events';
import type { DomainEvent } from '@shop/domain-events';
import type { ConsumedRecord } from '../broker/broker.js';
import type { EventHandler, EventHandlers } from './event-handler.js';

export type Reading =
  | { readonly kind: 'event'; readonly event: DomainEvent; readonly handlers: readonly EventHandler[] }
  /** A known type that nothing here reacts to. */
  | { readonly kind: 'not-ours' }
  /** A type that no catalogue entry declares. */
  | { readonly kind: 'unknown' };

/**
 * What a record means to this service. An event that nothing here reacts to is not even parsed: a fault in it is for those
 * whom it concerns.
 * @throws AppError `invalid` for a record that can never be read: no headers, not JSON, data or version not known.
 */
export function readEvent(record: ConsumedRecord, handlers: EventHandlers): Reading {
  const type = record.headers['ce_type'];
  const definition = type === undefined ? undefined : findEvent(type)?.definition;
  if (definition && !handlers.has(definition.name)) return { kind: 'not-ours' };
  const event = fromWire(record);
  if (!event || !definition) return { kind: 'unknown' };
  return { kind: 'event', event, handlers: handlers.get(definition.name) ?? [] };
}
