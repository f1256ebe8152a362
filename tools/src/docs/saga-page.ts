import type { ServiceName } from '@shop/kernel';
import { orderFulfilment, subscriptionsOf, toMermaid } from '@shop/saga';
import type { Step } from '@shop/saga';
import { code, fence, generatedNotice, table } from './markdown.js';

const typesOf = (events: readonly { readonly type: string }[]) => events.map(({ type }) => code(type)).join(', ');

/** docs/saga.md: the choreography of an order, from its map. */
export function sagaPage(): string {
  const { steps, startsWith, endsWith } = orderFulfilment;
  const services = [...new Set(steps.map(({ service }) => service))];
  return `${generatedNotice}

# The life of an order

No orchestrator: each service reacts to events with a command of its own, and the map of who reacts to what is
\`libs/saga/src/order-fulfilment.ts\`. A spec in each service compares its consumers with its rows.

It begins with ${typesOf([startsWith])} and ends with ${typesOf(endsWith)}.

${fence('mermaid', toMermaid(orderFulfilment))}

## Steps

${table(['on', 'service', 'command', 'may lead to', 'undone by'], steps.map(row))}

## Who listens to what

${table(['service', 'for its part in an order it consumes'], services.map(subscriptions))}
`;
}

function row({ on, service, command, leadsTo, undoneBy }: Step): readonly string[] {
  return [code(on.type), service, code(command), typesOf(leadsTo) || '–', undoneBy ? code(undoneBy.type) : '–'];
}

function subscriptions(service: ServiceName): readonly string[] {
  return [service, subscriptionsOf(orderFulfilment, service).map(code).join(', ')];
}
