import { randomUUID } from 'node:crypto';
import type { AuditEntry, DeadLetter, WholeDeadLetter } from '@shop/api-contracts';
import { asAdmin, asCustomer, asSupport } from './support/client.js';
import type { Client } from './support/client.js';
import { query } from './support/databases.js';
import { dlq, openLetter, openLetters } from './support/dead-letters.js';
import { eventually } from './support/eventually.js';
import { sendRaw } from './support/kafka.js';
import { eventsOf, newProduct, orderOf, place, stockOf, until } from './support/orders.js';

const describeOnKafka = process.env['E2E_BUS'] === 'memory' ? describe.skip : describe;
const inventory = 'inventory-service';

let admin: Client;
let customer: Client;
beforeAll(async () => {
  [admin, customer] = await Promise.all([asAdmin(), asCustomer()]);
});

/** Makes inventory's database refuse every reservation of the sku, as a bug or a forgotten migration would; gives the way back. */
async function breakReservations(sku: string): Promise<() => Promise<void>> {
  const name = `broken_${randomUUID().replaceAll('-', '')}`;
  await query(
    inventory,
    `ALTER TABLE reservations ADD CONSTRAINT ${name} CHECK (NOT items @> '[{"sku":"${sku}"}]') NOT VALID`,
  );
  return async () => void (await query(inventory, `ALTER TABLE reservations DROP CONSTRAINT ${name}`));
}

describe('a message that a service cannot handle', () => {
  it('stops its order and no other, and the saga goes on after a redrive', async () => {
    const [sku, other] = [await newProduct(5), await newProduct(5)];
    const mend = await breakReservations(sku);
    const stuck = await place(customer, { sku });
    const letter = await openLetter(inventory, stuck);
    expect(letter).toMatchObject({
      status: 'open',
      kind: 'shop.order.placed.v1',
      handler: 'shop.order.placed',
      correlationId: stuck,
      attempts: 5,
      redrives: 0,
      origin: { topic: 'shop.orders' },
      message: { key: stuck },
    });
    expect(letter.error.message).toContain('violates check constraint');
    expect(letter.traceId).toMatch(/^[0-9a-f]{32}$/);
    await until(customer, await place(customer, { sku: other }), 'confirmed');
    expect((await orderOf(customer, stuck)).status).toBe('placed');
    await mend();
    const { status, body } = await admin.post<WholeDeadLetter>(`/admin/dead-letters/${letter.id}/redrive`);
    expect(status).toBe(202);
    expect(body).toMatchObject({ id: letter.id, status: 'redriven', redrives: 1 });
    await until(customer, stuck, 'confirmed');
    expect(await stockOf(sku)).toEqual({ onHand: 5, reserved: 1, available: 4 });
    expect(await openLetters(inventory)).not.toContainEqual(expect.objectContaining({ id: letter.id }));
  });

  it('is open again with all that has happened if it fails once more, and is redriven once by two people', async () => {
    const sku = await newProduct(5);
    const mend = await breakReservations(sku);
    const stuck = await place(customer, { sku });
    const first = await openLetter(inventory, stuck);
    const redrive = () => admin.post(`/admin/dead-letters/${first.id}/redrive`);
    const answers = await Promise.all([redrive(), redrive()]);
    expect(answers.map(({ status }) => status).sort()).toEqual([202, 409]);
    const second = await openLetter(inventory, stuck);
    expect(second).toMatchObject({ id: first.id, attempts: 10, redrives: 1, origin: first.origin });
    expect(second.firstFailedAt).toBe(first.firstFailedAt);
    expect(second.lastFailedAt > first.lastFailedAt).toBe(true);
    await mend();
    await redrive();
    await until(customer, stuck, 'confirmed');
  });

  it('may be overtaken by later ones of its key: a redrive of what was cancelled meanwhile changes nothing', async () => {
    const sku = await newProduct(5);
    const mend = await breakReservations(sku);
    const order = await place(customer, { sku });
    const letter = await openLetter(inventory, order);
    await mend();
    expect((await customer.post(`/orders/${order}/cancel`, {})).status).toBe(202);
    await until(customer, order, 'cancelled');
    const before = await eventsOf(customer, order);
    await admin.post(`/admin/dead-letters/${letter.id}/redrive`);
    await eventually('the redriven message is handled', async () => {
      const [row] = await query(inventory, 'SELECT 1 FROM inbox WHERE event_id = $1', [letter.eventId]);
      return row;
    });
    expect(await stockOf(sku)).toEqual({ onHand: 5, reserved: 0, available: 5 });
    expect((await orderOf(customer, order)).status).toBe('cancelled');
    expect(await eventsOf(customer, order)).toEqual(before);
  });
});

describeOnKafka('a message that nobody can read', () => {
  /** Puts it on the topic of the orders, past every service. */
  async function sendUnreadable(headers: Record<string, string>, value: string | Buffer | null): Promise<void> {
    const bytes = typeof value === 'string' ? Buffer.from(value) : value;
    await sendRaw([{ topic: 'shop.orders', partition: 0, key: Buffer.from('nobody'), value: bytes, headers }]);
  }

  it.each([
    ['is not JSON', 'shop.order.placed.v1', 'hello', 'event.not-json'],
    ['is no text', 'shop.order.placed.v1', Buffer.from([0xff, 0x00, 0xfe]), 'event.not-json'],
    ['has no value', 'shop.order.placed.v1', null, 'event.not-json'],
    ['is of a newer version', 'shop.order.placed.v9', '{}', 'event.unknown-version'],
    ['has other data', 'shop.order.placed.v1', '{"orderId":5}', 'event.invalid-data'],
  ])('because it %s is at every desk of those who wait for it, at once', async (_, type, value, code) => {
    const eventId = randomUUID();
    await sendUnreadable({ ce_id: eventId, ce_type: type }, value);
    for (const service of [inventory, 'payment-service', 'shipping-service'] as const) {
      const letter = await openLetter(service, eventId);
      expect(letter).toMatchObject({ kind: type, handler: 'read-event', attempts: 1, error: { code } });
      expect((await admin.call('DELETE', `/admin/dead-letters/${letter.id}`)).status).toBe(204);
    }
  });

  it('is operated from the command line: listed, shown, redriven, discarded', async () => {
    const mark = randomUUID();
    await sendUnreadable({ 'x-mark': mark }, `no headers, ${mark}`);
    const found = await eventually('the letter is listed', async () => {
      const { stdout } = await dlq('list', '--kind', 'unreadable', '--service', 'payment-service', '--json');
      const { letters } = JSON.parse(stdout) as { letters: readonly DeadLetter[] };
      return letters.find(({ message }) => message.headers['x-mark'] === mark);
    });
    const table = await dlq('list');
    expect(table).toMatchObject({ code: 0, stdout: expect.stringContaining(found.id) as string, stderr: '' });
    expect((await dlq('show', found.id)).stdout).toContain(`no headers, ${mark}`);
    expect(await dlq('redrive', found.id, '--reason', 'a test')).toMatchObject({ code: 0, stderr: '' });
    await eventually('it has failed again', async () => {
      const { stdout } = await dlq('show', found.id, '--json');
      const { status, redrives, attempts } = JSON.parse(stdout) as WholeDeadLetter;
      return status === 'open' && redrives === 1 && attempts === 2;
    });
    expect(await dlq('discard', found.id, '--reason', 'nobody can read it')).toMatchObject({ code: 0 });
    expect(await dlq('discard', found.id)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('The dead letter is discarded already.') as string,
    });
    const { body } = await admin.get<{ items: readonly AuditEntry[] }>('/admin/audit?limit=100');
    const [uuid] = found.id.split('.').slice(-1);
    const deeds = body.items.filter(({ subject }) => subject === uuid);
    expect(deeds.map(({ action, service, detail }) => [action, service, detail['reason']])).toEqual([
      ['dead-letter-discarded', 'payment-service', 'nobody can read it'],
      ['dead-letter-redriven', 'payment-service', 'a test'],
    ]);
  });

  it('is put back together with all of its kind, and that ends although all fail again', async () => {
    const kind = `shop.order.placed.v${1_000 + Math.floor(Math.random() * 1_000_000)}`;
    const ids = Array.from({ length: 5 }, () => randomUUID());
    for (const ce_id of ids) await sendUnreadable({ ce_id, ce_type: kind }, '{}');
    for (const id of ids) await openLetter('shipping-service', id);
    const said = await dlq('redrive', '--kind', kind, '--service', 'shipping-service', '--json');
    expect(JSON.parse(said.stdout)).toEqual({ redriven: 5, degraded: [] });
    await eventually('all are open again', async () => {
      const open = (await openLetters('shipping-service')).filter((letter) => letter.kind === kind);
      return open.length === 5 && open.every(({ redrives }) => redrives === 1);
    });
  });
});

describe('the desk', () => {
  it('is closed to customers and support', async () => {
    for (const client of [customer, await asSupport()]) {
      expect((await client.get('/admin/dead-letters')).status).toBe(403);
      expect((await client.get('/admin/audit')).status).toBe(403);
    }
  });

  it('shows support which sagas are stuck and which circuits are open', async () => {
    const support = await asSupport();
    const sagas = await support.get<{ items: readonly { isStuck: boolean }[] }>('/admin/sagas?limit=100');
    expect(sagas.status).toBe(200);
    const stuck = sagas.body.items.map(({ isStuck }) => isStuck);
    expect(stuck).toEqual([...stuck].sort().reverse());
    const circuits = await support.get<{ items: readonly { name: string }[]; degraded: readonly string[] }>(
      '/admin/circuits',
    );
    expect(circuits.body.degraded).toEqual([]);
    expect(circuits.body.items.map(({ name }) => name)).toEqual(expect.arrayContaining(['order-service', 'carrier']));
  });
});
