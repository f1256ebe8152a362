import { stockRejected, stockReleased, stockReserved } from '@shop/domain-events';
import { newId } from '@shop/kernel';
import { eventually } from '@shop/messaging/testing';
import { request } from '@shop/service-testing';
import type { ServiceUnderTest } from '@shop/service-testing';
import type { NewProduct } from './commands/list-product.js';
import { startInventory } from './testing/inventory-under-test.js';
import { cancellationRecord, dispatchedRecord, placedRecord } from './testing/order-events.js';

// `eventually` gives up before the test does, so that what is missing is seen.
jest.setTimeout(30_000);

let shop: ServiceUnderTest;
let url: string;
let admin: string;

beforeAll(async () => {
  shop = await startInventory({ replicas: 2 });
  url = shop.url();
  admin = await shop.tokens.tokenFor({ id: 'admin-1', roles: ['admin'] });
});
afterAll(() => shop.stop());

/** A product of its own for each test. */
async function shelf(initialStock: number): Promise<string> {
  const sku = `T-${newId()}`;
  const product: NewProduct = {
    sku,
    name: 'Thing',
    category: 'Test',
    price: { amountMinor: 100, currency: 'USD' },
    initialStock,
  };
  expect(await request(url, 'POST /products', { token: admin, body: product })).toMatchObject({ status: 201 });
  return sku;
}
const levelOf = async (sku: string) => (await request(url, `GET /products/${sku}/stock`, { token: admin })).json;
const answersTo = (orderId: string) => shop.publishedFor(orderId);
const answered = (orderId: string, ...types: readonly string[]) =>
  eventually(() => expect(answersTo(orderId).map(({ type }) => type)).toEqual(types));

async function movementsOf(sku: string) {
  const rows = await shop.query<{ delta: string; reason: string; order_id: string | null }>(
    'SELECT delta, reason, order_id FROM stock_movements WHERE sku = $1 ORDER BY id',
    [sku],
  );
  return rows.map(({ delta, reason, order_id }) => [Number(delta), reason, order_id]);
}

async function statusOf(orderId: string): Promise<string | undefined> {
  const rows = await shop.query<{ status: string }>('SELECT status FROM reservations WHERE order_id = $1', [orderId]);
  return rows[0]?.status;
}

describe('an order', () => {
  it('gets all of its stock, and the answer names what led to it', async () => {
    const [a, b, orderId] = [await shelf(5), await shelf(5), newId()];
    const items = [
      { sku: a, quantity: 2 },
      { sku: b, quantity: 5 },
    ];
    const record = placedRecord(orderId, ...items);
    await shop.send(record);
    await answered(orderId, stockReserved.type);
    const causationId = record.headers['ce_id'];
    expect(answersTo(orderId)[0]).toMatchObject({ data: { orderId, items }, correlationId: orderId, causationId });
    expect(await levelOf(a)).toEqual({ onHand: 5, reserved: 2, available: 3 });
    expect(await levelOf(b)).toEqual({ onHand: 5, reserved: 5, available: 0 });
  });

  it('gets nothing when a line is short or a product unknown', async () => {
    const [a, orderId] = [await shelf(5), newId()];
    await shop.send(placedRecord(orderId, { sku: a, quantity: 1 }, { sku: 'NOBODY-KNOWS', quantity: 3 }));
    await answered(orderId, stockRejected.type);
    const short = [{ sku: 'NOBODY-KNOWS', requested: 3, available: 0 }];
    expect(answersTo(orderId)[0]?.data).toEqual({ orderId, short });
    expect(await levelOf(a)).toMatchObject({ reserved: 0 });
  });

  it('is answered once although its event comes twice, and then with other lines', async () => {
    const [sku, orderId] = [await shelf(5), newId()];
    const [record, another] = [
      placedRecord(orderId, { sku, quantity: 2 }),
      placedRecord(orderId, { sku: 'ANOTHER', quantity: 9 }),
    ];
    await shop.tell(record, record, another);
    await answered(orderId, stockReserved.type);
    expect(await levelOf(sku)).toMatchObject({ reserved: 2 });
  });

  it('is refused silently when its cancellation was seen first', async () => {
    const [sku, orderId] = [await shelf(5), newId()];
    await shop.send(cancellationRecord(orderId));
    await answered(orderId, stockReleased.type);
    const late = placedRecord(orderId, { sku, quantity: 2 });
    await shop.tell(late);
    await answered(orderId, stockReleased.type);
    expect(await statusOf(orderId)).toBe('released');
    expect(await levelOf(sku)).toMatchObject({ reserved: 0 });
  });
});

describe('a cancellation', () => {
  it('frees what was held, and says so once', async () => {
    const [sku, orderId] = [await shelf(5), newId()];
    const [cancellation, another] = [cancellationRecord(orderId), cancellationRecord(orderId)];
    await shop.tell(placedRecord(orderId, { sku, quantity: 2 }), cancellation, cancellation, another);
    await answered(orderId, stockReserved.type, stockReleased.type);
    expect(answersTo(orderId)[1]?.data).toEqual({ orderId, items: [{ sku, quantity: 2 }] });
    expect(await levelOf(sku)).toEqual({ onHand: 5, reserved: 0, available: 5 });
    expect(await movementsOf(sku)).toEqual([[5, 'initial stock', null]]);
  });

  it('of a rejected order is answered too', async () => {
    const [sku, orderId] = [await shelf(1), newId()];
    await shop.send(placedRecord(orderId, { sku, quantity: 2 }), cancellationRecord(orderId));
    await answered(orderId, stockRejected.type, stockReleased.type);
    expect(answersTo(orderId)[1]?.data).toEqual({ orderId, items: [] });
  });

  it('brings goods back that have left already', async () => {
    const [sku, orderId] = [await shelf(5), newId()];
    await shop.send(placedRecord(orderId, { sku, quantity: 2 }));
    await answered(orderId, stockReserved.type);
    await shop.send(dispatchedRecord(orderId));
    await eventually(async () => expect(await levelOf(sku)).toEqual({ onHand: 3, reserved: 0, available: 3 }));
    await shop.send(cancellationRecord(orderId));
    await answered(orderId, stockReserved.type, stockReleased.type);
    expect(answersTo(orderId)[1]?.data).toEqual({ orderId, items: [{ sku, quantity: 2 }] });
    expect(await levelOf(sku)).toEqual({ onHand: 5, reserved: 0, available: 5 });
    expect(await movementsOf(sku)).toEqual([
      [5, 'initial stock', null],
      [-2, 'shipped', orderId],
      [2, 'returned', orderId],
    ]);
  });
});

it('takes shipped goods off the books once, however often the news comes', async () => {
  const [sku, orderId] = [await shelf(5), newId()];
  await shop.send(placedRecord(orderId, { sku, quantity: 2 }));
  await answered(orderId, stockReserved.type);
  const [dispatched, another] = [dispatchedRecord(orderId), dispatchedRecord(orderId)];
  await shop.tell(dispatched, dispatched, another);
  expect(await statusOf(orderId)).toBe('shipped');
  expect(await levelOf(sku)).toEqual({ onHand: 3, reserved: 0, available: 3 });
  expect(await movementsOf(sku)).toEqual([
    [5, 'initial stock', null],
    [-2, 'shipped', orderId],
  ]);
});

it('sells no piece twice to a crowd that wants the same two products', async () => {
  const [a, b] = [await shelf(40), await shelf(25)];
  const orders = Array.from({ length: 200 }, (_, n) => ({ id: newId(), lines: n % 2 === 0 ? [a, b] : [b, a] }));
  await shop.send(...orders.map(({ id, lines }) => placedRecord(id, ...lines.map((sku) => ({ sku, quantity: 1 })))));
  await eventually(() => expect(orders.flatMap(({ id }) => answersTo(id))).toHaveLength(200), 30_000);
  const won = orders.filter(({ id }) => answersTo(id)[0]?.type === stockReserved.type);
  expect(won).toHaveLength(25);
  expect(await levelOf(a)).toEqual({ onHand: 40, reserved: 25, available: 15 });
  expect(await levelOf(b)).toEqual({ onHand: 25, reserved: 25, available: 0 });
}, 60_000);
