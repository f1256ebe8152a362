import type { AuditEntry, DeadLetter, WholeDeadLetter } from '@shop/api-contracts';
import { encodeCursor } from '@shop/api-contracts';
import { orderPlaced } from '@shop/domain-events';
import { invalid, newTraceparent, traceIdOf } from '@shop/kernel';
import { eventually, recordOf } from '@shop/messaging/testing';
import { OperatedService, reaction } from './testing/operated-service.js';

const kind = orderPlaced.type;
const nobody = 'order-service.0197a1b2-0000-7000-8000-000000000001';

describe('dead letters of a service over HTTP', () => {
  let service: OperatedService;
  beforeAll(async () => {
    service = await OperatedService.start({ auditTables: ['own_audit'] });
  });
  afterAll(() => service.stop());
  beforeEach(() => service.query('TRUNCATE dead_letters'));

  const list = async (query = '') => {
    const { status, json } = await service.ask('GET', `/admin/dead-letters${query}`);
    expect(status).toBe(200);
    return json as unknown as { items: DeadLetter[]; nextCursor: string | null; degraded: string[] };
  };

  async function park(headers: Record<string, string> = {}): Promise<DeadLetter> {
    reaction.run = async () => {
      throw invalid('order.unusable', 'No way.');
    };
    const record = recordOf(orderPlaced, { key: 'order-1', headers });
    await service.send(record);
    const find = async () => (await list()).items.find(({ eventId }) => eventId === record.headers['ce_id']);
    await eventually(async () => expect(await find()).toBeDefined());
    return (await find()) as DeadLetter;
  }

  it('are listed without their values and shown with them', async () => {
    const traceparent = newTraceparent();
    const letter = await park({ traceparent });
    expect(letter).toMatchObject({
      id: expect.stringMatching(/^order-service\.[0-9a-f-]{36}$/) as string,
      service: 'order-service',
      status: 'open',
      kind,
      correlationId: 'order-1',
      traceId: traceIdOf(traceparent),
      error: { class: 'AppError/invalid', code: 'order.unusable', message: 'No way.' },
      message: { key: 'order-1' },
      decision: null,
    });
    expect(letter.message).not.toHaveProperty('value');
    const { json } = await service.ask('GET', `/admin/dead-letters/${letter.id}`);
    expect((json as unknown as WholeDeadLetter).message.value).toBe(JSON.stringify(orderPlaced.example));
  });

  it('are found by the order that they are about', async () => {
    const [one, other] = [await park({ ce_correlationid: 'order-7' }), await park({ ce_correlationid: 'order-8' })];
    expect((await list('?correlationId=order-7')).items.map(({ id }) => id)).toEqual([one.id]);
    expect((await list('?correlationId=order-8&status=open')).items.map(({ id }) => id)).toEqual([other.id]);
    expect((await list('?correlationId=order-9')).items).toEqual([]);
  });

  it('are put back by a redrive, once, and that is in the audit log', async () => {
    const letter = await park();
    const handled: string[] = [];
    reaction.run = async ({ id }) => void handled.push(id);
    const redrive = () =>
      service.ask('POST', `/admin/dead-letters/${letter.id}/redrive`, { body: { reason: 'mended' } });
    expect(await redrive()).toMatchObject({ status: 202, json: { status: 'redriven', redrives: 1 } });
    expect(await redrive()).toMatchObject({ status: 409, json: { detail: 'The dead letter is redriven already.' } });
    await eventually(() => expect(handled).toEqual([letter.eventId]));
    const { json } = await service.ask('GET', '/admin/audit');
    expect((json as unknown as { items: AuditEntry[] }).items[0]).toMatchObject({
      service: 'order-service',
      actor: '0197a1b2-0000-7000-8000-00000000ada0',
      action: 'dead-letter-redriven',
      detail: { kind, reason: 'mended', requestId: expect.any(String) as string },
    });
  });

  it('are redriven together by their kind', async () => {
    const letters = [await park(), await park()];
    const handled: string[] = [];
    reaction.run = async ({ id }) => void handled.push(id);
    const path = '/admin/dead-letters/redrive';
    expect(await service.ask('POST', path, { body: { kind: 'another' } })).toMatchObject({ json: { redriven: 0 } });
    expect(await service.ask('POST', path, { body: { kind } })).toEqual({
      status: 202,
      json: { redriven: 2, hasMore: false, degraded: [] },
    });
    await eventually(() => expect(handled.sort()).toEqual(letters.map(({ eventId }) => eventId).sort()));
    expect(await list('?status=open')).toEqual({ items: [], nextCursor: null, degraded: [] });
  });

  it('are done with by a discard', async () => {
    const { id } = await park();
    expect(await service.ask('DELETE', `/admin/dead-letters/${id}?reason=a%20test`)).toMatchObject({ status: 204 });
    expect(await service.ask('DELETE', `/admin/dead-letters/${id}`)).toMatchObject({ status: 409 });
    expect((await list()).items).toMatchObject([{ id, status: 'discarded', decision: { reason: 'a test' } }]);
  });

  it('that are not there are a 404', async () => {
    for (const id of [nobody, 'payment-service.0197a1b2-0000-7000-8000-000000000001', 'x']) {
      expect(await service.ask('GET', `/admin/dead-letters/${id}`)).toMatchObject({ status: 404 });
      expect(await service.ask('POST', `/admin/dead-letters/${id}/redrive`)).toMatchObject({ status: 404 });
      expect(await service.ask('DELETE', `/admin/dead-letters/${id}`)).toMatchObject({ status: 404 });
    }
  });

  it('are for administrators alone', async () => {
    for (const as of [['customer'], ['support']] as const) {
      expect(await service.ask('GET', '/admin/dead-letters', { as })).toMatchObject({ status: 403 });
      expect(await service.ask('POST', `/admin/dead-letters/${nobody}/redrive`, { as })).toMatchObject({ status: 403 });
      expect(await service.ask('GET', '/admin/audit', { as })).toMatchObject({ status: 403 });
    }
    expect(await service.ask('GET', '/admin/circuits', { as: ['support'] })).toMatchObject({ status: 200 });
  });

  it('go on after the cursor of any service, one service after the other where the moment is the same', async () => {
    const letters = [await park(), await park(), await park()];
    const moment = '2026-01-02T03:04:05.678Z';
    await service.query('UPDATE dead_letters SET last_failed_at = $1', [moment]);
    const ids = letters
      .map(({ id }) => id)
      .sort()
      .reverse();
    const after = async (id: string) =>
      (await list(`?cursor=${encodeCursor([moment, id])}`)).items.map((item) => item.id);
    expect(await after(ids[0] ?? '')).toEqual(ids.slice(1));
    expect(await after('payment-service.0')).toEqual(ids);
    expect(await after('inventory-service.f')).toEqual([]);
    const first = await list('?limit=2');
    const second = await list(`?limit=2&cursor=${first.nextCursor}`);
    expect([...first.items, ...second.items].map(({ id }) => id)).toEqual(ids);
    expect(second.nextCursor).toBeNull();
    expect(await service.ask('GET', '/admin/dead-letters?cursor=nonsense')).toMatchObject({ status: 400 });
  });

  it("have the service's own audit among theirs, newest first, page by page", async () => {
    await service.query('TRUNCATE operator_audit');
    const own = (n: number) => `0197a1b2-0000-7000-8000-00000000000${n}`;
    for (const n of [1, 2]) {
      await service.query(`INSERT INTO own_audit VALUES ($1, now(), 'ada', 'signed-in', 'ada', '{}')`, [own(n)]);
    }
    const { id } = await park();
    await service.ask('DELETE', `/admin/dead-letters/${id}`);
    const page = async (query: string) =>
      (await service.ask('GET', `/admin/audit${query}`)).json as unknown as { items: AuditEntry[]; nextCursor: string };
    const first = await page('?limit=2');
    const second = await page(`?limit=2&cursor=${first.nextCursor}`);
    expect([...first.items, ...second.items].map(({ action }) => action)).toEqual([
      'dead-letter-discarded',
      'signed-in',
      'signed-in',
    ]);
    expect(second.nextCursor).toBeNull();
  });
});
