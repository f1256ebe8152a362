import { AppError, unavailable } from '@shop/kernel';
import type { BrokerRecord, Producer } from '../broker/broker.js';
import { RecordingLog } from '../testing/recording-log.js';
import { DeadLetters } from './dead-letter.js';
import type { DeadLetter } from './dead-letter.js';

const letter: DeadLetter = {
  record: { offset: 7n, key: 'order-1', headers: { ce_id: '1' }, value: '{}' },
  topic: 'shop.orders',
  partition: 2,
  group: 'order-service',
  handler: 'shop.order.placed',
  attempts: 5,
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
