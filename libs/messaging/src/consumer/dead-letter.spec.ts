import { AppError, unavailable } from '@shop/kernel';
import type { BrokerRecord, Producer } from '../broker/broker.js';
import { RecordingLog } from '../testing/recording-log.js';
import { toRedrivenRecord } from '../dead-letters/redrive-headers.js';
import { readStory } from '../dead-letters/letter-headers.js';
import { DeadLetters, toDeadLetterRecord } from './dead-letter.js';
import type { DeadLetter } from './dead-letter.js';

const record = { key: 'order-1', headers: { ce_id: '1' }, value: '{}' };
const letter: DeadLetter = {
  record: { ...record, offset: 7n },
  topic: 'shop.orders',
  partition: 2,
  group: 'order-service',
  handler: 'shop.order.placed',
  attempts: 5,
  firstFailedAt: new Date('2026-01-02T03:04:05.000Z'),
  error: new Error('no'),
};

/** Fails as the errors say, one send after the other, then takes everything. */
function producerFailing(...errors: readonly Error[]) {
  const sent: BrokerRecord[] = [];
  const failures = [...errors];
  const producer: Producer = {
    send: async (records) => {
      const failure = failures.shift();
      if (failure) throw failure;
      sent.push(...records);
    },
    close: async () => undefined,
  };
  return { sent, deadLetters: new DeadLetters(producer, new RecordingLog()) };
}

const down = unavailable('broker.unavailable', 'Down.');

describe('putting a message into the dead letters', () => {
  it('tries again until the broker has acknowledged it', async () => {
    const { sent, deadLetters } = producerFailing(down, down);
    await expect(deadLetters.put(letter, () => true)).resolves.toBe(true);
    expect(sent).toHaveLength(1);
    expect(sent[0]).toMatchObject({ topic: 'order-service.dlq', key: 'order-1', value: '{}' });
  });

  it('says that it has not, when the batch has to end before that', async () => {
    const { sent, deadLetters } = producerFailing(down, down, down);
    let looks = 0;
    await expect(deadLetters.put(letter, () => ++looks <= 2)).resolves.toBe(false);
    expect(sent).toEqual([]);
  });

  it('drops the value of what the added headers have made too large, and says so', async () => {
    const tooLarge = new AppError('invalid', 'broker.record-rejected', 'Too large.');
    const { sent, deadLetters } = producerFailing(tooLarge);
    await deadLetters.put(letter, () => true);
    expect(sent[0]).toMatchObject({ value: null, headers: { dlq_origin_offset: '7', dlq_value_dropped: 'too-large' } });
  });
});

describe('the story of a dead letter', () => {
  const now = new Date('2026-01-02T03:05:00.000Z');
  const storyOf = (told: DeadLetter) => {
    const story = readStory(toDeadLetterRecord(told, now));
    if (!story) throw new Error('There is no story.');
    return story;
  };

  it('comes out as it went in', () => {
    expect(storyOf(letter)).toEqual({
      id: expect.any(String) as string,
      group: 'order-service',
      handler: 'shop.order.placed',
      origin: { topic: 'shop.orders', partition: 2, offset: '7' },
      error: { class: 'Error', code: 'unknown', message: 'no' },
      attempts: 5,
      redrives: 0,
      firstFailedAt: letter.firstFailedAt,
      lastFailedAt: now,
      isValueDropped: false,
    });
  });

  it('has the same id when it is told again, also of a copy of the event, and another for any other failure', () => {
    const others: readonly Partial<DeadLetter>[] = [
      { group: 'payment-service' },
      { handler: 'welcome' },
      { topic: 'shop.payments' },
      { record: { ...letter.record, headers: { ce_id: '2' } } },
      { record: { ...letter.record, value: null } },
    ];
    const ids = others.map((other) => storyOf({ ...letter, ...other }).id);
    expect(storyOf({ ...letter, attempts: 9, error: new TypeError('other') }).id).toBe(storyOf(letter).id);
    expect(storyOf({ ...letter, record: { ...letter.record, offset: 8n } }).id).toBe(storyOf(letter).id);
    expect(new Set([storyOf(letter).id, ...ids]).size).toBe(others.length + 1);
  });

  it('is one for each place where a message without an id was', () => {
    const at = (offset: bigint, partition = 0) =>
      storyOf({ ...letter, partition, record: { ...record, headers: {}, offset } }).id;
    expect(new Set([at(1n), at(2n), at(1n, 1), at(1n)]).size).toBe(3);
  });

  it('goes on where it was when a redriven message fails again, whatever its new place', () => {
    const before = storyOf(letter);
    const { key, headers, value } = toRedrivenRecord(record, { ...before, redrives: 1 });
    const again: DeadLetter = {
      ...letter,
      record: { key, headers, value, offset: 99n },
      attempts: 1,
      firstFailedAt: now,
    };
    expect(storyOf(again)).toEqual({ ...before, attempts: 6, redrives: 1 });
    expect(toDeadLetterRecord(again, now).headers).not.toHaveProperty('dlq_redrive_group');
  });

  it('is a new one when another handler fails than the one that the redrive was for', () => {
    const before = storyOf({ ...letter, handler: 'read-event' });
    const { key, headers, value } = toRedrivenRecord(record, { ...before, redrives: 1 });
    const after = storyOf({ ...letter, record: { key, headers, value, offset: 99n } });
    expect(after).toMatchObject({ redrives: 0, attempts: 5, origin: { offset: '99' } });
    expect(after.id).not.toBe(before.id);
  });
});
