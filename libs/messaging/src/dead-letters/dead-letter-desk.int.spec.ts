import { orderConfirmed, orderPlaced } from '@shop/domain-events';
import { currentContext, invalid } from '@shop/kernel';
import { eventually } from '../testing/eventually.js';
import { recordOf } from '../testing/event-records.js';
import { OperatedConsumer } from '../testing/operated-consumer.js';
import { forgetDecided } from './dead-letter-queries.js';

const { type: kind } = orderPlaced;
const ada = { by: 'ada' };

describe('the desk of dead letters', () => {
  let shop: OperatedConsumer;
  /** What the handler says of an event, by its causation id. */
  let faults: Map<string, Error>;

  beforeEach(async () => {
    faults = new Map();
    shop = await OperatedConsumer.prepare();
    for (const { type } of [orderPlaced, orderConfirmed]) {
      shop.probe.on(type, async ({ id, causationId }) => {
        const fault = faults.get(causationId);
        if (fault) throw fault;
        await shop.commits.submit({
          reads: [],
          decide: (unit) => unit.append(effects, { id, cause: causationId }),
        });
      });
    }
    await shop.start();
  });
  afterEach(() => shop.stop());

  const effects = {
    name: 'effects',
    append: async (transaction: Pick<typeof shop.pool, 'query'>, entries: readonly { id: string; cause: string }[]) => {
      for (const { id, cause } of entries)
        await transaction.query('INSERT INTO effects (event_id, cause) VALUES ($1, $2)', [id, cause]);
    },
  };
  const effectsSeen = async () =>
    (await shop.pool.query<{ cause: string }>('SELECT cause FROM effects ORDER BY position')).rows.map(
      ({ cause }) => cause,
    );
  const audit = async () =>
    (
      await shop.pool.query<{ actor: string; action: string; subject: string; detail: object }>(
        'SELECT * FROM operator_audit ORDER BY id',
      )
    ).rows;
  const open = (limit = 100) => shop.desk.list({ status: 'open', limit });
  const placed = (cause: string, key = 'order-1') => recordOf(orderPlaced, { key, headers: { ce_causationid: cause } });

  /** Sends an event that fails, and gives its letter. */
  async function park(cause: string) {
    faults.set(cause, invalid('order.unusable', 'Not now.'));
    const record = placed(cause);
    await shop.probe.send(record);
    const find = async () => (await open()).find(({ message }) => message.headers['ce_causationid'] === cause);
    await eventually(async () => expect(await find()).toBeDefined());
    const letter = await find();
    if (!letter) throw new Error('There is no letter.');
    return { record, letter };
  }

  it('shows the message, why it failed and where it came from', async () => {
    const { record, letter } = await park('broken');
    expect(await shop.desk.find(letter.id)).toEqual({
      id: letter.id,
      group: shop.probe.group,
      status: 'open',
      kind,
      handler: orderPlaced.name,
      error: { class: 'AppError/invalid', code: 'order.unusable', message: 'Not now.' },
      attempts: 1,
      redrives: 0,
      origin: { topic: orderPlaced.topic, partition: 0, offset: '0' },
      message: { key: 'order-1', headers: record.headers, value: record.value },
      isValueDropped: false,
      firstFailedAt: letter.firstFailedAt,
      lastFailedAt: letter.lastFailedAt,
      decision: null,
    });
  });

  it('lets a redriven message have its effect, after later ones of its key, and records who did it', async () => {
    const { letter } = await park('first');
    await shop.probe.send(placed('second'));
    await eventually(async () => expect(await effectsSeen()).toEqual(['second']));
    faults.clear();
    const answer = await shop.desk.redrive(letter.id, { by: 'ada', reason: 'mended' });
    expect(answer).toMatchObject({ status: 'redriven', redrives: 1, decision: { by: 'ada', reason: 'mended' } });
    await eventually(async () => expect(await effectsSeen()).toEqual(['second', 'first']));
    expect(await open()).toEqual([]);
    expect(await audit()).toMatchObject([
      { actor: 'ada', action: 'dead-letter-redriven', subject: letter.id, detail: { kind, reason: 'mended' } },
    ]);
  });

  it('opens a letter again that fails once more, and counts on', async () => {
    const { letter } = await park('broken');
    faults.set('broken', invalid('order.unusable', 'Still not.'));
    await shop.desk.redrive(letter.id, ada);
    await eventually(async () => expect(await open()).toHaveLength(1));
    const again = await shop.desk.find(letter.id);
    expect(again).toMatchObject({
      status: 'open',
      attempts: 2,
      redrives: 1,
      decision: null,
      error: { message: 'Still not.' },
    });
    expect(again.firstFailedAt).toEqual(letter.firstFailedAt);
    expect(again.lastFailedAt.getTime()).toBeGreaterThan(letter.lastFailedAt.getTime());
    expect(again.origin).toEqual(letter.origin);
  });

  it('redrives once what is pressed twice at the same time', async () => {
    const { letter } = await park('broken');
    const pressed = await Promise.allSettled([shop.desk.redrive(letter.id, ada), shop.desk.redrive(letter.id, ada)]);
    expect(pressed.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
    expect(pressed[1]).toMatchObject({ reason: { kind: 'conflict', code: 'dead-letter.not-open' } });
    expect((await shop.pool.query('SELECT 1 FROM outbox')).rowCount).toBe(1);
    expect(await audit()).toHaveLength(1);
  });

  it('gives no second effect to a message that had one before it was redriven', async () => {
    const { letter, record } = await park('broken');
    faults.clear();
    // The same event comes once more by itself, as after a crash of its sender.
    await shop.probe.send(record);
    await eventually(async () => expect(await effectsSeen()).toEqual(['broken']));
    const handled = shop.probe.consumer.counts.handled;
    await shop.desk.redrive(letter.id, ada);
    await eventually(() => expect(shop.probe.consumer.counts.handled).toBe(handled + 1));
    expect(await effectsSeen()).toEqual(['broken']);
  });

  it('discards for good', async () => {
    const { letter } = await park('broken');
    await shop.desk.discard(letter.id, { by: 'ada', reason: 'a test order' });
    expect(await shop.desk.find(letter.id)).toMatchObject({ status: 'discarded', decision: { by: 'ada' } });
    await expect(shop.desk.redrive(letter.id, ada)).rejects.toMatchObject({ code: 'dead-letter.not-open' });
    await expect(shop.desk.discard(letter.id, ada)).rejects.toMatchObject({ code: 'dead-letter.not-open' });
    expect(await audit()).toMatchObject([{ action: 'dead-letter-discarded', detail: { reason: 'a test order' } }]);
  });

  it('knows nothing of a letter that there is not', async () => {
    for (const id of ['0197a1b2-0000-7000-8000-000000000001', 'nonsense']) {
      for (const attempt of [shop.desk.find(id), shop.desk.redrive(id, ada), shop.desk.discard(id, ada)]) {
        await expect(attempt).rejects.toMatchObject({ kind: 'not-found' });
      }
    }
  });

  it('redrives all of a kind, those alone, and only what failed before', async () => {
    const confirmed = recordOf(orderConfirmed, { headers: { ce_causationid: 'other' } });
    faults.set('other', invalid('order.unusable', 'No.'));
    await shop.probe.send(confirmed);
    for (const cause of ['a', 'b', 'c']) await park(cause);
    await eventually(async () => expect(await open()).toHaveLength(4));
    expect(await shop.desk.redriveKind(kind, new Date(0), ada)).toEqual({ redriven: 0, hasMore: false });
    faults.delete('a');
    faults.delete('b');
    expect(await shop.desk.redriveKind(kind, new Date(Date.now() + 1_000), ada)).toEqual({
      redriven: 3,
      hasMore: false,
    });
    await eventually(async () => expect((await effectsSeen()).sort()).toEqual(['a', 'b']));
    await eventually(async () =>
      expect((await open()).map(({ message }) => message.headers['ce_causationid']).sort()).toEqual(['c', 'other']),
    );
    expect(currentContext()).toBeUndefined();
  });

  it('redrives a thousand at a time, and says that there are more', async () => {
    await shop.probe.consumer.close();
    await seed(1_050);
    const now = new Date();
    expect(await shop.desk.redriveKind('seeded', now, ada)).toEqual({ redriven: 1_000, hasMore: true });
    expect(await shop.desk.redriveKind('seeded', now, ada)).toEqual({ redriven: 50, hasMore: false });
    expect((await shop.pool.query('SELECT 1 FROM operator_audit')).rowCount).toBe(1_050);
  });

  it('is read page by page, last failure first, though many failed at one moment', async () => {
    await seed(25);
    const seen: string[] = [];
    for (let after: { lastFailedAt: Date; id: string } | undefined; ;) {
      const page = await shop.desk.list({ kind: 'seeded', limit: 10, after });
      seen.push(...page.map(({ id }) => id));
      after = page.at(-1);
      if (page.length < 10) break;
    }
    expect(new Set(seen).size).toBe(25);
    expect(seen).toEqual([...seen].sort().reverse());
  });

  it('forgets what was decided on long ago, and keeps what is open', async () => {
    const { letter: decided } = await park('a');
    const { letter: kept } = await park('b');
    await shop.desk.discard(decided.id, ada);
    expect(await forgetDecided(shop.pool, 60_000)).toBe(0);
    await shop.pool.query(
      `UPDATE dead_letters SET decided_at = now() - interval '1 hour' WHERE decided_at IS NOT NULL`,
    );
    expect(await forgetDecided(shop.pool, 60_000)).toBe(1);
    expect((await open()).map(({ id }) => id)).toEqual([kept.id]);
  });

  const seed = (howMany: number) =>
    shop.pool.query(
      `INSERT INTO dead_letters (id, kind, handler, error, attempts, redrives, origin, key, headers, value, value_dropped,
                                 first_failed_at, last_failed_at)
       SELECT gen_random_uuid(), 'seeded', 'h', '{}', 1, 0, $2, '"k"', '{}', '"{}"', false, now(),
              date_trunc('second', now()) - interval '1 second'
       FROM generate_series(1, $1)`,
      [howMany, JSON.stringify({ topic: orderPlaced.topic, partition: 0, offset: '1' })],
    );
});
