import { newId } from '@shop/kernel';
import { eventually } from '@shop/messaging/testing';
import { expositionFaults } from '@shop/service-testing';
import type { ServiceUnderTest } from '@shop/service-testing';
import type { ListeningProvider } from './testing/listening-provider.js';
import { placedRecord, reservedRecord } from './testing/order-events.js';
import { startPayment } from './testing/payment-under-test.js';

jest.setTimeout(40_000);

let shop: ServiceUnderTest;
let provider: ListeningProvider;
beforeEach(async () => ({ shop, provider } = await startPayment()));
afterEach(() => shop.stop());

const target = 'payment-provider';
const pay = async (token?: string): Promise<string> => {
  const orderId = newId();
  await shop.tell(placedRecord(orderId, token), reservedRecord(orderId));
  return orderId;
};

it('times calls to the provider by what came of them', async () => {
  await pay();
  await pay();
  await pay('tok_declined');
  await shop.settled();
  const figures = await shop.metrics();
  expect(figures.value('outbound_call_duration_seconds_count', { target, outcome: 'succeeded' })).toBe(3);
  expect(figures.value('intent_call_duration_seconds_count', { outcome: 'ended' })).toBe(3);
  expect(figures.value('intent_call_duration_seconds_count', { outcome: 'postponed' })).toBeUndefined();
  expect(figures.value('bulkhead_running', { target })).toBe(0);
  expect(figures.value('bulkhead_running_limit', { target })).toBe(32);
});

it('says that the circuit is open while the provider fails, and how much waits for it', async () => {
  provider.refuses = () => 503;
  for (let orders = 0; orders < 3; orders++) await pay();
  const circuit = async (state: string) => (await shop.metrics()).value('circuit_state', { target, state });
  expect(await circuit('closed')).toBe(1);
  await eventually(async () => expect(await circuit('open')).toBe(1));
  expect([await circuit('closed'), await circuit('half_open')]).toEqual([0, 0]);
  expect((await shop.metrics()).value('circuit_opened_total', { target })).toBeGreaterThan(0);
  await eventually(async () => {
    const figures = await shop.metrics();
    expect(figures.value('outbound_call_duration_seconds_count', { outcome: 'unavailable' })).toBeGreaterThan(9);
    expect(figures.value('intent_call_duration_seconds_count', { outcome: 'postponed' })).toBeGreaterThan(9);
  });
  await eventually(async () => expect((await shop.metrics()).value('intents_pending')).toBe(3));
  expect((await shop.metrics()).value('intents_oldest_age_seconds')).toBeGreaterThan(0);
  provider.behave();
  await eventually(async () => expect(await circuit('closed')).toBe(1));
  await eventually(async () => expect((await shop.metrics()).value('intents_pending')).toBe(0));
});

it('exports what the catalogue of metrics says of it, and nothing that grows with its use', async () => {
  const orderId = await pay();
  await shop.settled();
  await shop.request(`GET /orders/${orderId}/payment`);
  expect(expositionFaults('payment-service', await shop.metrics())).toEqual([]);
});
