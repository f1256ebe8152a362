import { allEvents, findEvent, fromWire } from '@shop/domain-events';
import { atRest } from './support/at-rest.js';
import { asAdmin, asNewCustomer, asSupport } from './support/client.js';
import { everythingKnown, query } from './support/databases.js';
import { allRecords, deadLetters, sendRaw } from './support/kafka.js';
import type { RawRecord } from './support/kafka.js';
import { newProduct, place, until } from './support/orders.js';
import { outside } from './support/outside.js';
import { proposed, suspiciousOrder } from './support/proposals.js';

const describeOnKafka = process.env['E2E_BUS'] === 'memory' ? describe.skip : describe;

/** Saga participants, whose decisions are idempotent by themselves; a notification is remembered by the inbox alone. */
const participants = ['order-service', 'inventory-service', 'payment-service', 'shipping-service'] as const;

describeOnKafka('every event that there has been', () => {
  let records: readonly RawRecord[];
  let latestFirst: readonly RawRecord[];

  beforeAll(async () => {
    await liveThroughEverything();
    await atRest();
    records = (await allRecords()).filter(isReadable);
    latestFirst = [...records].reverse();
  }, 180_000);

  const everything = async () => ({
    known: await everythingKnown(),
    balance: await outside.balance(),
    labels: await outside.labels(),
    mails: (await outside.mails()).length,
    deadLetters: await deadLetters(),
  });

  it.each(allEvents().map(({ name }) => name))('includes a %s', (name) => {
    expect(records.some((record) => findEvent(typeOf(record))?.definition.name === name)).toBe(true);
  });

  it('comes again twice, the latest first, and changes nothing anywhere', async () => {
    const before = await everything();
    await sendRaw([...latestFirst, ...latestFirst]);
    await atRest(240_000);
    expect(await everything()).toEqual(before);
  }, 300_000);

  it('comes again after the inboxes have forgotten it, and changes no order, stock, money or shipment', async () => {
    const before = { known: await everythingKnown(participants), balance: await outside.balance() };
    for (const service of participants) await query(service, 'DELETE FROM inbox');
    await sendRaw(latestFirst);
    await atRest(240_000);
    expect({ known: await everythingKnown(participants), balance: await outside.balance() }).toEqual(before);
  }, 300_000);
});

/** One order for every way that an order can go, a product that changes, a user who does. */
async function liveThroughEverything(): Promise<void> {
  const [customer, admin, support] = [await asNewCustomer(), await asAdmin(), await asSupport()];
  await customer.patch('/users/me', { name: 'Another Name' });
  const sku = await newProduct(50);
  await admin.patch(`/products/${sku}`, { price: { amountMinor: 1_300, currency: 'USD' } });
  const [delivered, cancelled, refunded] = await Promise.all([1, 2, 3].map(() => place(customer, { sku })));
  const declined = await place(customer, { sku, token: 'tok_declined' });
  const undeliverable = await place(customer, { sku, postalCode: '00000' });
  const outOfStock = await place(customer, { sku, quantity: 1_000 });
  for (const id of [declined, undeliverable, outOfStock]) await until(customer, id, 'cancelled');
  for (const id of [delivered, cancelled, refunded]) await until(customer, String(id), 'confirmed');
  await customer.post(`/orders/${cancelled}/cancel`);
  await until(customer, String(cancelled), 'cancelled');
  const { body: payment } = await customer.get<{ id: string }>(`/orders/${refunded}/payment`);
  await support.post(`/payments/${payment.id}/refunds`, { amountMinor: 100, reason: 'scratched' });
  const suspicious = await suspiciousOrder(await asNewCustomer(), sku);
  await support.post(`/analysis/proposals/${await proposed(support, 'cancel', suspicious)}/reject`);
  const { body: shipment } = await customer.get<{ id: string }>(`/orders/${delivered}/shipment`);
  for (const status of ['shipped', 'delivered'] as const) {
    await admin.post(`/shipments/${shipment.id}/advance`);
    await until(customer, String(delivered), status);
  }
}

const typeOf = ({ headers }: RawRecord) => String(headers['ce_type']);

/** Other tests have left on the topics what nobody can read, and what would be another dead letter each time. */
function isReadable({ headers, value }: RawRecord): boolean {
  const texts = Object.fromEntries(Object.entries(headers).map(([name, text]) => [name, String(text)]));
  try {
    return fromWire({ headers: texts, value: value === null ? null : String(value) }) !== undefined;
  } catch {
    return false;
  }
}
