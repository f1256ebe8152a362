import { productChanged, stockRejected, stockReleased, stockReserved } from '@shop/domain-events';
import type { DomainEvent } from '@shop/domain-events';
import { GroupCommit } from '@shop/group-commit';
import { newId } from '@shop/kernel';
import { eventually } from '@shop/messaging/testing';
import type { ServiceUnderTest } from '@shop/service-testing';
import { Pool } from 'pg';
import { ProductStore } from '../product.store.js';
import { StockStore } from '../stock.store.js';
import { startInventory } from '../testing/inventory-under-test.js';
import { cancellationRecord, placedRecord } from '../testing/order-events.js';
import { readoptProducts } from './readopt-products.js';
import { readoptStock } from './readopt-stock.js';

jest.setTimeout(60_000);

let shop: ServiceUnderTest;
let pool: Pool;
beforeAll(async () => {
  shop = await startInventory({ replicas: 1 });
  pool = new Pool({ connectionString: shop.databaseUrl, max: 2, pipeline: true });
});
afterAll(async () => {
  await pool.end();
  await shop.stop();
});

const recover = (...said: readonly DomainEvent[]) => {
  const group = new GroupCommit(pool);
  return readoptStock(new StockStore(group, pool), said);
};
const at = '2026-01-01T00:00:00.000Z';
const reserved = (orderId: string, sku: string, quantity = 1) =>
  ({
    type: stockReserved.type,
    subject: orderId,
    time: at,
    data: { orderId, items: [{ sku, quantity }] },
  }) as DomainEvent;
const rejected = (orderId: string) =>
  ({ type: stockRejected.type, subject: orderId, time: at, data: { orderId, short: [] } }) as unknown as DomainEvent;
const released = (orderId: string) =>
  ({ type: stockReleased.type, subject: orderId, time: at, data: { orderId, items: [] } }) as unknown as DomainEvent;

async function productWith(pieces: number): Promise<string> {
  const sku = `SKU-${newId()}`;
  const price = { amountMinor: 100, currency: 'USD' };
  const body = { sku, name: 'Tea', category: 'Drinks', price, initialStock: pieces };
  expect((await shop.request('POST /products', { as: ['admin'], body })).status).toBe(201);
  return sku;
}
const levelOf = async (sku: string) =>
  (await shop.query('SELECT on_hand::int, reserved::int FROM stock WHERE sku = $1', [sku]))[0];
const statusOf = async (orderId: string) =>
  (await shop.query<{ status: string }>('SELECT status FROM reservations WHERE order_id = $1', [orderId]))[0]?.status;

describe('an inventory service that has forgotten what it told', () => {
  it('gives the last piece to the order that it was promised to, whichever asks first now', async () => {
    const sku = await productWith(1);
    const [winner, loser] = [newId(), newId()];
    expect(await recover(reserved(winner, sku), rejected(loser))).toMatchObject({ reserved: 1, rejected: 1 });
    await shop.tell(placedRecord(loser, { sku, quantity: 1 }));
    await shop.tell(placedRecord(winner, { sku, quantity: 1 }));
    expect([await statusOf(winner), await statusOf(loser)]).toEqual(['reserved', 'rejected']);
    expect(await levelOf(sku)).toEqual({ on_hand: 1, reserved: 1 });
  });

  it('does not mind in which order it reads what it said of different orders', async () => {
    const sku = await productWith(1);
    const [first, second] = [newId(), newId()];
    await recover(reserved(first, sku));
    // Released, and given to the next; read the other way round.
    const found = await recover(reserved(second, sku), reserved(first, sku), released(first));
    expect(found).toEqual({ reserved: 1, rejected: 0, released: 1, missingPieces: 0 });
    expect([await statusOf(first), await statusOf(second)]).toEqual(['released', 'reserved']);
    expect(await levelOf(sku)).toEqual({ on_hand: 1, reserved: 1 });
  });

  it('holds nothing for an order that it had held goods for and let go', async () => {
    const sku = await productWith(3);
    const orderId = newId();
    await recover(reserved(orderId, sku), released(orderId));
    await shop.tell(placedRecord(orderId, { sku, quantity: 1 }));
    await shop.tell(cancellationRecord(orderId));
    expect(await levelOf(sku)).toEqual({ on_hand: 3, reserved: 0 });
    await eventually(() => expect(shop.publishedFor(orderId).map(({ type }) => type)).toEqual([stockReleased.type]));
  });

  it('finds pieces that were promised and had come by a forgotten delivery, and says how many', async () => {
    const sku = await productWith(1);
    expect(await recover(reserved(newId(), sku, 4))).toMatchObject({ reserved: 1, missingPieces: 3 });
    expect(await levelOf(sku)).toEqual({ on_hand: 4, reserved: 4 });
    const [row] = await shop.query('SELECT sum(delta)::int AS moved FROM stock_movements WHERE sku = $1', [sku]);
    expect(row).toEqual({ moved: 4 });
  });

  it('finds nothing the second time', async () => {
    const sku = await productWith(5);
    const said = [reserved(newId(), sku), rejected(newId()), released(newId())];
    await recover(...said);
    expect(await recover(...said)).toEqual({ reserved: 0, rejected: 0, released: 0, missingPieces: 0 });
  });
});

it('takes back products and changes that it has told, the newest of each', async () => {
  const known = await productWith(5);
  const fresh = `SKU-${newId()}`;
  const said = (sku: string, revision: number) =>
    ({
      type: productChanged.type,
      subject: sku,
      time: at,
      data: { ...productChanged.example, sku, name: `Revision ${revision}`, revision },
    }) as DomainEvent;
  const recoverProducts = () =>
    readoptProducts(new ProductStore(new GroupCommit(pool)), [said(known, 3), said(known, 2), said(fresh, 1)]);
  expect([...(await recoverProducts())].sort()).toEqual([fresh, known].sort());
  expect(await recoverProducts()).toEqual([]);
  const rows = await shop.query('SELECT name, revision FROM products WHERE sku = ANY($1) ORDER BY revision', [
    [known, fresh],
  ]);
  expect(rows).toEqual([
    { name: 'Revision 1', revision: 1 },
    { name: 'Revision 3', revision: 3 },
  ]);
  expect([await levelOf(known), await levelOf(fresh)]).toEqual([
    { on_hand: 5, reserved: 0 },
    { on_hand: 0, reserved: 0 },
  ]);
});
