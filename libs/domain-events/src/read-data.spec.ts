import { z } from 'zod';
import { defineEvent } from './define-event.js';
import { readData } from './read-data.js';
import { topics } from './topics.js';

// Version 1 had one amount in dollars, 2 had cents, 3 names the currency too.
const v1 = z.object({ orderId: z.string(), dollars: z.number() });
const v2 = z.object({ orderId: z.string(), cents: z.int() });
const v3 = z.object({ orderId: z.string(), amount: z.object({ cents: z.int(), currency: z.string() }) });

const toV2 = ({ orderId, dollars }: z.infer<typeof v1>) => ({ orderId, cents: Math.round(dollars * 100) });
const toV3 = ({ orderId, cents }: z.infer<typeof v2>) => ({ orderId, amount: { cents, currency: 'USD' } });

const common = {
  name: 'shop.test.paid',
  from: 'payment-service',
  topic: topics.payments,
  key: 'orderId',
  summary: 'For this spec.',
  version: 3,
  schema: v3,
  example: { orderId: 'o1', amount: { cents: 1999, currency: 'USD' } },
} as const;
const paid = defineEvent({ ...common, previous: { schema: v2, upcast: toV3, previous: { schema: v1, upcast: toV2 } } });
const forgetful = defineEvent({ ...common, previous: { schema: v2, upcast: toV3 } });

const newest = { orderId: 'o1', amount: { cents: 1999, currency: 'USD' } };

describe('reading the data of an event', () => {
  it.each([
    [3, newest],
    [2, { orderId: 'o1', cents: 1999 }],
    [1, { orderId: 'o1', dollars: 19.99 }],
  ])('gives version %i in the shape of the newest', (version, sent) => {
    expect(readData(paid, version, sent)).toEqual(newest);
  });

  it('holds data to the version that it says it is', () => {
    const misfit = expect.objectContaining({
      code: 'event.invalid-data',
      errors: [expect.objectContaining({ path: 'cents' })],
    }) as Error;
    expect(() => readData(paid, 2, { orderId: 'o1', dollars: 19.99 })).toThrow(misfit);
  });

  it.each([0, 4, 1.5])('does not know a version %p', (version) => {
    const unknown = expect.objectContaining({ kind: 'invalid', code: 'event.unknown-version' }) as Error;
    expect(() => readData(paid, version, newest)).toThrow(unknown);
  });

  it('refuses a version whose upcast has been given up, and does not guess', () => {
    expect(() => readData(forgetful, 1, { orderId: 'o1', dollars: 19.99 })).toThrow(
      'shop.test.paid.v1 is not a known version: shop.test.paid.v3 is the newest.',
    );
  });

  it('drops fields that it does not know, for the publisher may be newer', () => {
    expect(readData(paid, 3, { ...newest, note: 'new' })).toEqual(newest);
  });
});
