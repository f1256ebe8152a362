import { newId } from '@shop/kernel';
import { eventually, gate } from '@shop/messaging/testing';
import type { ServiceUnderTest } from '@shop/service-testing';
import type { ListeningProvider } from './testing/listening-provider.js';
import { cancellationRecord, placedRecord, reservedRecord } from './testing/order-events.js';
import { startPayment } from './testing/payment-under-test.js';

jest.setTimeout(60_000);

let shop: ServiceUnderTest;
let provider: ListeningProvider;
beforeAll(async () => ({ shop, provider } = await startPayment()));
afterAll(() => shop.stop());

/** The provider has done what was asked; before its answer can be recorded, database and service are gone, and come back. */
async function crashBeforeTheOutcome(path: string, isReached: () => boolean): Promise<void> {
  const { opened, open } = gate();
  provider.beforeAnswer = (request) => (request.path === path ? opened : Promise.resolve());
  await eventually(() => expect(isReached()).toBe(true));
  await shop.cutDatabase();
  open();
  await shop.stopReplicas();
  await shop.restoreDatabase();
  await shop.replica();
}

it('charges once when it dies between the charge and its outcome: the same key is asked again', async () => {
  const orderId = newId();
  await shop.send(placedRecord(orderId), reservedRecord(orderId));
  await crashBeforeTheOutcome('/payments/charges', () => provider.chargesOf(orderId).length === 1);
  expect(shop.publishedFor(orderId)).toEqual([]);
  // Nobody gives the intent back: its lease has to run out first.
  await eventually(() => expect(shop.publishedFor(orderId)).toHaveLength(1), 20_000);
  const keys = provider.chargesOf(orderId).map(({ key }) => key);
  expect(keys.length).toBeGreaterThan(1);
  expect(new Set(keys).size).toBe(1);
  expect(provider.heldFor(orderId)).toBe(3600);
});

it('refunds once when it dies between the refund and its outcome, and answers the cancellation once', async () => {
  const orderId = newId();
  await shop.send(placedRecord(orderId), reservedRecord(orderId));
  await eventually(() => expect(shop.publishedFor(orderId)).toHaveLength(1), 20_000);
  await shop.send(cancellationRecord(orderId));
  await crashBeforeTheOutcome('/payments/refunds', () => provider.heldFor(orderId) === 0);
  expect(shop.publishedFor(orderId)).toHaveLength(1);
  await eventually(() => expect(shop.publishedFor(orderId)).toHaveLength(2), 20_000);
  const refunds = provider.requests.filter(({ path }) => path === '/payments/refunds');
  expect(refunds.length).toBeGreaterThan(1);
  expect(new Set(refunds.map(({ key }) => key)).size).toBe(1);
  expect(provider.heldFor(orderId)).toBe(0);
});
