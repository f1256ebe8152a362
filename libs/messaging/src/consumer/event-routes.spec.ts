import { orderPlaced, userRegistered } from '@shop/domain-events';
import { eventRoutes } from './event-routes.js';
import type { Registration } from './event-routes.js';

const nothing = async () => undefined;
const toHandle = () => nothing;
const on = (pattern: unknown, extras: Readonly<Record<string, unknown>> = {}, isEventHandler = true): Registration => ({
  pattern,
  callback: nothing,
  isEventHandler,
  extras,
});

describe('routing events to handlers', () => {
  it('subscribes to the topics of the patterns and names handlers after their event, without its version', () => {
    const { handlers, topics } = eventRoutes([on(orderPlaced.type), on(userRegistered.type)], toHandle);
    expect(topics).toEqual(['shop.orders', 'shop.users']);
    expect(handlers.get('shop.order.placed')?.map(({ name }) => name)).toEqual(['shop.order.placed']);
  });

  it.each([
    ['a pattern that is not in the catalogue', on('shop.order.plaecd.v1'), 'consumer.unknown-pattern'],
    ['a pattern without a version', on(orderPlaced.name), 'consumer.unknown-pattern'],
    ['a version that does not exist', on('shop.order.placed.v99'), 'consumer.unknown-pattern'],
    ['a pattern that is no text', on(/shop/), 'consumer.unknown-pattern'],
    ['request and reply', on(orderPlaced.type, {}, false), 'consumer.not-an-event'],
  ])('refuses %s', (_what, registration, code) => {
    expect(() => eventRoutes([registration], toHandle)).toThrow(expect.objectContaining({ code }) as Error);
  });

  it('refuses two handlers of one event that would share their inbox rows', () => {
    const twice = [on(orderPlaced.type), on(orderPlaced.type)];
    expect(() => eventRoutes(twice, toHandle)).toThrow('Give each a name of its own that stays');
    const named = [on(orderPlaced.type), on(orderPlaced.type, { handler: 'timeline' })];
    const { handlers } = eventRoutes(named, toHandle);
    expect(handlers.get(orderPlaced.name)?.map(({ name }) => name)).toEqual(['shop.order.placed', 'timeline']);
  });
});
