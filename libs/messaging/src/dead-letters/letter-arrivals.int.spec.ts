import { deadLetterTopic, orderPlaced } from '@shop/domain-events';
import { invalid } from '@shop/kernel';
import { eventually } from '../testing/eventually.js';
import { recordOf } from '../testing/event-records.js';
import { OperatedConsumer } from '../testing/operated-consumer.js';
import { toDeadLetterRecord } from '../consumer/dead-letter.js';
import type { DeadLetter } from '../consumer/dead-letter.js';

const ada = { by: 'ada' };

describe('dead letters on their way to the desk', () => {
  let shop: OperatedConsumer;

  beforeAll(async () => {
    shop = await OperatedConsumer.prepare();
    shop.probe.on(orderPlaced.type, async () => {
      throw invalid('order.unusable', 'No.');
    });
    await shop.start();
  });
  afterAll(() => shop.stop());
  beforeEach(() => shop.pool.query('TRUNCATE dead_letters'));

  const letters = () => shop.desk.list({ limit: 100 });
  let offset = 0n;
  function letterOf(change: Partial<DeadLetter> = {}, redrives = 0) {
    const record = { ...recordOf(orderPlaced), offset: offset++ };
    const letter = { topic: record.topic, partition: 0, group: shop.probe.group, handler: 'h', attempts: 1 };
    const parked = toDeadLetterRecord(
      { ...letter, record, firstFailedAt: new Date(), error: new Error('no'), ...change },
      new Date(),
    );
    return { ...parked, headers: { ...parked.headers, dlq_redrives: String(redrives) } };
  }

  it.each([
    ['no headers', { headers: {} }, 'unreadable'],
    ['no value and no key', { key: null, value: null }, orderPlaced.type],
    ['what no database can keep as a text', { key: 'a\0b', value: 'nul \0, half \ud800' }, orderPlaced.type],
    ['a type that no database can keep', { headers: { ce_id: '1', ce_type: 'shop.\0' } }, 'shop.\uFFFD'],
  ])('keeps a message with %s as it came', async (_, broken, kind) => {
    const record = { ...recordOf(orderPlaced), offset: offset++, ...broken };
    await shop.probe.send(letterOf({ record }));
    await eventually(async () => expect(await letters()).toHaveLength(1));
    const [letter] = await letters();
    const { key, headers, value } = record;
    expect(await shop.desk.find(letter?.id ?? '')).toMatchObject({ kind, message: { key, headers, value } });
  });

  it('refuses to redrive what could not be put back as it was', async () => {
    const binary = letterOf({ record: { ...recordOf(orderPlaced, { value: 'nul \0' }), offset: offset++ } });
    const dropped = letterOf();
    await shop.probe.send(binary, {
      ...dropped,
      value: null,
      headers: { ...dropped.headers, dlq_value_dropped: 'too-large' },
    });
    await eventually(async () => expect(await letters()).toHaveLength(2));
    const refusals = (await letters()).map(({ id }) => shop.desk.redrive(id, ada));
    const codes = (await Promise.allSettled(refusals)).map(
      (refusal) => refusal.status === 'rejected' && (refusal.reason as { code: string }).code,
    );
    expect(codes.sort()).toEqual(['dead-letter.not-text', 'dead-letter.too-large']);
    expect(await shop.desk.redriveKind(orderPlaced.type, new Date(Date.now() + 1_000), ada)).toEqual({
      redriven: 0,
      hasMore: false,
    });
  });

  it('keeps one letter of what was put aside twice, also in one batch', async () => {
    const letter = letterOf();
    await shop.probe.send(letter, letter);
    await shop.probe.send(letter, letterOf());
    await eventually(async () => expect(await letters()).toHaveLength(2));
  });

  it('does not open again what was decided on, when its letter is only read once more', async () => {
    const letter = letterOf();
    await shop.probe.send(letter);
    await eventually(async () => expect(await letters()).toHaveLength(1));
    const [{ id } = { id: '' }] = await letters();
    await shop.desk.redrive(id, ada);
    await eventually(async () => expect(await shop.desk.find(id)).toMatchObject({ status: 'open', redrives: 1 }));
    await shop.desk.discard(id, ada);
    const marker = letterOf();
    await shop.probe.send(letter, { ...letter, headers: { ...letter.headers, dlq_redrives: '1' } }, marker);
    await eventually(async () => expect(await letters()).toHaveLength(2));
    expect(await shop.desk.find(id)).toMatchObject({ status: 'discarded', redrives: 1 });
  });

  it('waits for its table, and loses nothing by that', async () => {
    await shop.pool.query('ALTER TABLE dead_letters RENAME TO elsewhere');
    const before = shop.log.entries.length;
    await shop.probe.send(letterOf(), letterOf());
    await eventually(() => expect(shop.log.entries.length).toBeGreaterThan(before + 1));
    await shop.pool.query('ALTER TABLE elsewhere RENAME TO dead_letters');
    await eventually(async () => expect(await letters()).toHaveLength(2));
  });

  it('passes over what nobody put aside there, and says so', async () => {
    await shop.probe.send(
      { topic: deadLetterTopic(shop.probe.group), key: null, headers: {}, value: 'hello' },
      letterOf(),
    );
    await eventually(async () => expect(await letters()).toHaveLength(1));
    expect(shop.log.entries).toContainEqual(
      expect.objectContaining({ message: 'A record among the dead letters is none of ours' }) as object,
    );
  });
});
