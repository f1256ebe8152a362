import type { EventDefinition } from './define-event.js';
import * as inventory from './events/inventory.events.js';
import * as order from './events/order.events.js';
import * as payment from './events/payment.events.js';
import * as shipping from './events/shipping.events.js';
import * as user from './events/user.events.js';

const definitions: readonly EventDefinition[] = [order, inventory, payment, shipping, user]
  .flatMap((module): unknown[] => Object.values(module))
  .filter((value): value is EventDefinition => typeof value === 'object' && value !== null && 'schema' in value);

/** Every public event, newest versions only. */
export function allEvents(): readonly EventDefinition[] {
  return definitions;
}

const byName = new Map(definitions.map((definition) => [definition.name, definition]));

/** @param type with its version, as in `ce_type`: `shop.order.placed.v1` */
export function findEvent(type: string): { definition: EventDefinition; version: number } | undefined {
  const match = /^(.+)\.v(\d+)$/.exec(type);
  const definition = match?.[1] === undefined ? undefined : byName.get(match[1]);
  return definition && { definition, version: Number(match?.[2]) };
}
