import type { MessageHandler } from '@nestjs/microservices';
import { findEvent } from '@shop/domain-events';
import type { EventDefinition } from '@shop/domain-events';
import { invalid } from '@shop/kernel';
import type { EventHandler, EventHandlers } from './event-handler.js';

/** A decorated method, as Nest registers it. */
export interface Registration {
  readonly pattern: unknown;
  readonly callback: MessageHandler;
  readonly isEventHandler: boolean;
  /** The decorator's second argument: `@EventPattern(orderPlaced.type, { handler: 'timeline' })`. */
  readonly extras: Readonly<Record<string, unknown>>;
}

export interface EventRoutes {
  readonly handlers: EventHandlers;
  readonly topics: readonly string[];
}

/**
 * Looks every pattern up in the catalogue, once, so that a mistyped one fails at start and not by silence.
 * @throws AppError `invalid`: `consumer.unknown-pattern`, `consumer.not-an-event`, `consumer.ambiguous-handler`.
 */
export function eventRoutes(
  registrations: readonly Registration[],
  toHandle: (callback: MessageHandler) => EventHandler['handle'],
): EventRoutes {
  const handlers = new Map<string, EventHandler[]>();
  const topics = new Set<string>();
  for (const registration of registrations) {
    const definition = definitionOf(registration);
    const name = handlerName(registration, definition);
    const siblings = handlers.get(definition.name) ?? [];
    if (siblings.some((sibling) => sibling.name === name)) throw ambiguous(definition, name);
    handlers.set(definition.name, [...siblings, { name, handle: toHandle(registration.callback) }]);
    topics.add(definition.topic);
  }
  return { handlers, topics: [...topics] };
}

function definitionOf({ pattern, isEventHandler }: Registration): EventDefinition {
  const shown = String(pattern);
  if (!isEventHandler) {
    throw invalid(
      'consumer.not-an-event',
      `${shown}: events only, there is no @MessagePattern (request and reply) here.`,
    );
  }
  const definition = typeof pattern === 'string' ? findEvent(pattern)?.definition : undefined;
  if (!definition) {
    throw invalid(
      'consumer.unknown-pattern',
      `@EventPattern('${shown}') is not in the catalogue of @shop/domain-events.`,
    );
  }
  if (definition.type !== pattern) {
    const hint = `Older versions are upcast on the way in: write @EventPattern('${definition.type}').`;
    throw invalid('consumer.unknown-pattern', `@EventPattern('${shown}') is not the newest version. ${hint}`);
  }
  return definition;
}

/** Without the version: what has been handled stays handled when the event gets a new one. */
function handlerName({ extras }: Registration, definition: EventDefinition): string {
  return typeof extras['handler'] === 'string' ? extras['handler'] : definition.name;
}

function ambiguous({ type }: EventDefinition, name: string) {
  const hint = `Give each a name of its own that stays: @EventPattern('${type}', { handler: '…' }).`;
  return invalid('consumer.ambiguous-handler', `Two handlers of ${type} are called '${name}'. ${hint}`);
}
