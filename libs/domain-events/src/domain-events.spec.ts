import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { allEvents, findEvent } from './catalogue.js';
import type { EventDefinition } from './define-event.js';
import { fromWire, toHeaders } from './envelope.js';
import type { DomainEvent } from './envelope.js';
import { topics } from './topics.js';

const fixtures = join(import.meta.dirname, 'fixtures');

/** What a type looked like when it was published first. Written once (`npm run docs`), never edited. */
interface Golden {
  readonly data: unknown;
  readonly schema: object;
}
const goldenOf = (type: string) => JSON.parse(readFileSync(join(fixtures, `${type}.json`), 'utf8')) as Golden;

const cases = allEvents().map((definition) => [definition.type, definition] as const);

function eventOf({ type, from, example, subject }: EventDefinition): DomainEvent {
  return {
    id: '0197a1b2-0000-7000-8000-00000000000e',
    type,
    source: `/shop/${from}`,
    subject: String((example as Record<string, unknown>)[subject]),
    time: '2026-01-01T00:00:00.000Z',
    correlationId: 'c-1',
    causationId: 'e-0',
    traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
    data: example,
  };
}
const wireOf = ({ data, ...event }: DomainEvent) => ({ headers: toHeaders(event), value: JSON.stringify(data) });

describe('the catalogue', () => {
  it('names every event once, and finds each by its type', () => {
    const names = allEvents().map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    for (const [type, definition] of cases)
      expect(findEvent(type)).toEqual({ definition, version: definition.version });
  });

  it('knows every topic, and no other', () => {
    expect(new Set(allEvents().map(({ topic }) => topic))).toEqual(new Set(Object.values(topics)));
  });

  it('keys every event of an order by the order, so that a topic is in order per order', () => {
    const ofOrders = allEvents().filter(({ topic }) => topic !== topics.catalogue && topic !== topics.users);
    for (const { key, subject } of ofOrders) expect([key, subject]).toEqual(['orderId', 'orderId']);
  });

  it('finds nothing under a name without a version, or an unknown one', () => {
    expect([findEvent('shop.order.placed'), findEvent('shop.order.eaten.v1'), findEvent('')]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });
});

describe.each(cases)('%s', (type, definition) => {
  it('has an example that is valid', () => {
    expect(definition.schema.parse(definition.example)).toEqual(definition.example);
  });

  it('comes off the wire as it went on', () => {
    const event = eventOf(definition);
    expect(fromWire(wireOf(event))).toEqual(event);
  });

  it('still reads what was published first, and loses nothing of it', () => {
    const golden = goldenOf(type);
    expect(definition.schema.parse(golden.data)).toEqual(golden.data);
  });

  it('has gained optional fields since then at most: anything else needs a new version', () => {
    expect(z.toJSONSchema(definition.schema, { io: 'input' })).toMatchObject(goldenOf(type).schema);
  });
});

describe('golden events', () => {
  it('are kept of every type, and of older versions for as long as they can be read', () => {
    const kept = readdirSync(fixtures).map((file) => file.replace(/\.json$/, ''));
    expect(kept.filter((type) => !findEvent(type))).toEqual([]);
    expect(cases.map(([type]) => type).filter((type) => !existsSync(join(fixtures, `${type}.json`)))).toEqual([]);
  });

  it.each(readdirSync(fixtures).map((file) => file.replace(/\.json$/, '')))('%s is still read off the wire', (type) => {
    const { data } = goldenOf(type);
    const read = fromWire({ headers: { ce_type: type, ce_id: 'e-1' }, value: JSON.stringify(data) });
    const newest = findEvent(type)?.definition;
    expect(read?.type).toBe(newest?.type);
    expect(newest?.schema.safeParse(read?.data).success).toBe(true);
  });
});

describe('the envelope', () => {
  const placed = findEvent('shop.order.placed.v1')?.definition as EventDefinition;
  const wire = wireOf(eventOf(placed));
  const faultOf = (change: { headers?: Record<string, string | undefined>; value?: string | null }) => {
    try {
      fromWire({ headers: { ...wire.headers, ...change.headers }, value: wire.value, ...withValue(change.value) });
    } catch (error) {
      return error;
    }
    throw new Error('It was read.');
  };
  const withValue = (value: string | null | undefined) => (value === undefined ? {} : { value });

  it('is CloudEvents 1.0 in binary mode, as the contract has it', () => {
    expect(wire.headers).toEqual({
      ce_specversion: '1.0',
      ce_id: '0197a1b2-0000-7000-8000-00000000000e',
      ce_source: '/shop/order-service',
      ce_type: 'shop.order.placed.v1',
      ce_subject: '0197a1b2-0000-7000-8000-000000000001',
      ce_time: '2026-01-01T00:00:00.000Z',
      'content-type': 'application/json',
      ce_correlationid: 'c-1',
      ce_causationid: 'e-0',
      traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
    });
  });

  it.each([
    ['no type', { headers: { ce_type: undefined } }, 'event.no-headers'],
    ['no id', { headers: { ce_id: undefined } }, 'event.no-headers'],
    ['an empty value', { value: null }, 'event.not-json'],
    ['broken JSON', { value: '{"orderId":' }, 'event.not-json'],
    ['data of another shape', { value: '{"orderId":7}' }, 'event.invalid-data'],
    ['data that is no object', { value: '[]' }, 'event.invalid-data'],
    ['a newer version', { headers: { ce_type: 'shop.order.placed.v2' } }, 'event.unknown-version'],
    ['version 0', { headers: { ce_type: 'shop.order.placed.v0' } }, 'event.unknown-version'],
  ])('with %s is refused for good', (_, change, code) => {
    expect(faultOf(change)).toMatchObject({ kind: 'invalid', code });
  });

  it('names every fault of the data', () => {
    const value = JSON.stringify({ ...(placed.example as object), customerId: 1, items: [] });
    expect(faultOf({ value })).toMatchObject({ errors: [{ path: 'customerId' }, { path: 'items' }] });
  });

  it.each(['', 'nonsense', `00-${'0'.repeat(32)}-00f067aa0ba902b7-01`, `${wire.headers['traceparent']}\r\nx: y`])(
    'passes over the malformed traceparent %j',
    (traceparent) => {
      const read = fromWire({ headers: { ...wire.headers, traceparent }, value: wire.value });
      expect(read).toMatchObject({ id: wire.headers['ce_id'] });
      expect(read).not.toHaveProperty('traceparent');
    },
  );

  it("leaves a type that nobody has declared to others, even if its value isn't JSON", () => {
    const headers = { ...wire.headers, ce_type: 'billing.invoice.sent.v1' };
    expect(fromWire({ headers, value: 'not JSON' })).toBeUndefined();
  });

  it('makes do with type and id alone', () => {
    const read = fromWire({ headers: { ce_type: placed.type, ce_id: 'e-1' }, value: wire.value });
    const orderId = (placed.example as { orderId: string }).orderId;
    expect(read).toMatchObject({ subject: orderId, correlationId: orderId, causationId: 'e-1' });
    expect(read?.source).toBe('/shop/order-service');
  });
});
