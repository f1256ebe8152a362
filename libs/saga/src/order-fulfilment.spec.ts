import { allEvents, orderCancelled, orderConfirmed, orderPlaced } from '@shop/domain-events';
import { step, subscriptionsOf } from './choreography.js';
import { toMermaid } from './diagram.js';
import { orderFulfilment } from './order-fulfilment.js';

const { steps } = orderFulfilment;
/** What is decided on a proposal is told of an order, and moves nothing by itself. */
const sagaEvents = allEvents().filter(({ name }) => !/^shop\.(user|product)\.|^shop\.order\.proposal-/.test(name));
const typesOf = (events: readonly { readonly type: string }[]) => events.map(({ type }) => type);
const published = new Set(steps.flatMap(({ leadsTo }) => typesOf(leadsTo)));

describe('the choreography of an order', () => {
  it('begins with the order and has two ends', () => {
    expect(orderFulfilment.startsWith).toBe(orderPlaced);
    expect(orderFulfilment.endsWith).toEqual([orderConfirmed, orderCancelled]);
  });

  it('has somebody who listens to every event of an order', () => {
    const heard = new Set(steps.map(({ on }) => on.type));
    expect(typesOf(sagaEvents).filter((type) => !heard.has(type))).toEqual([]);
  });

  it('has every event come out of a step, but for those that a person causes', () => {
    const byPeople = ['shop.order.placed.v1', 'shop.shipment.delivered.v1', 'shop.shipment.dispatched.v1'];
    const withoutStep = typesOf(sagaEvents).filter((type) => !published.has(type));
    expect(withoutStep.sort()).toEqual(byPeople);
  });

  it('lets no service publish what is not its own', () => {
    const foreign = steps.flatMap(({ service, leadsTo }) => leadsTo.filter(({ from }) => from !== service));
    expect(typesOf(foreign)).toEqual([]);
  });

  it('has an undoing for every step that may take something, by the same service and asked for by the cancellation', () => {
    const taking = steps.filter(({ undoneBy }) => undoneBy);
    expect(new Set(taking.map(({ service }) => service))).toEqual(
      new Set(['inventory-service', 'payment-service', 'shipping-service']),
    );
    for (const { service, undoneBy } of taking) {
      const undoing = steps.find((row) => row.service === service && row.leadsTo.some((event) => event === undoneBy));
      expect(undoing?.on.type).toBe('shop.order.cancellation-started.v1');
    }
  });

  it('comes to one of its ends from every event on the way', () => {
    const ends = new Set([
      ...typesOf(orderFulfilment.endsWith),
      'shop.shipment.dispatched.v1',
      'shop.shipment.delivered.v1',
    ]);
    const reaches = (type: string, seen: ReadonlySet<string>): boolean =>
      ends.has(type) ||
      steps.some(
        ({ on, leadsTo }) =>
          on.type === type &&
          leadsTo.some((next) => !seen.has(next.type) && reaches(next.type, new Set(seen).add(type))),
      );
    expect(typesOf(sagaEvents).filter((type) => !reaches(type, new Set()))).toEqual([]);
  });
});

describe('subscriptions', () => {
  it('are what the rows of a service are triggered by, each once and sorted', () => {
    expect(subscriptionsOf(orderFulfilment, 'payment-service')).toEqual([
      'shop.inventory.reserved.v1',
      'shop.order.cancellation-started.v1',
      'shop.order.placed.v1',
    ]);
    const twice = [step(orderPlaced, 'payment-service', 'A'), step(orderPlaced, 'payment-service', 'B')];
    expect(subscriptionsOf({ ...orderFulfilment, steps: twice }, 'payment-service')).toEqual([orderPlaced.type]);
  });

  it('are none for a service that takes no part', () => {
    expect(subscriptionsOf(orderFulfilment, 'user-service')).toEqual([]);
  });
});

describe('the diagram', () => {
  const lines = toMermaid(orderFulfilment).split('\n');

  it('names every event and every command', () => {
    const text = lines.join('\n');
    for (const { name } of sagaEvents) expect(text).toContain(`(["${name.replace('shop.', '')}"])`);
    for (const { service, command } of steps)
      expect(text).toContain(`["${service.replace('-service', '')}: ${command}"]`);
  });

  it('is a flowchart without a line said twice', () => {
    expect(lines[0]).toBe('flowchart LR');
    expect(new Set(lines).size).toBe(lines.length);
  });

  it('uses node names that Mermaid can take', () => {
    for (const line of lines.slice(1))
      expect(line).toMatch(/^ {2}[a-zA-Z_]+(\(\[".+?"\]\)|\[".+?"\])? --> [a-zA-Z_]+(\[.+\]|\(\[.+\]\))?$/);
  });
});
