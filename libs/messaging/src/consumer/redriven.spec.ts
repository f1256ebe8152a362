import { orderPlaced } from '@shop/domain-events';
import { invalid } from '@shop/kernel';
import type { BrokerRecord } from '../broker/broker.js';
import { readStory } from '../dead-letters/letter-headers.js';
import { toRedrivenRecord } from '../dead-letters/redrive-headers.js';
import { ConsumerProbe } from '../testing/consumer-probe.js';
import { recordOf } from '../testing/event-records.js';
import { eventually } from '../testing/eventually.js';

const { type, topic, name } = orderPlaced;

describe('a redriven message', () => {
  const probes: ConsumerProbe[] = [];
  const probe = (...args: ConstructorParameters<typeof ConsumerProbe>) => {
    const made = new ConsumerProbe(...args);
    probes.push(made);
    return made;
  };

  afterEach(async () => {
    for (const { consumer } of probes) await consumer.close();
    for (const { broker } of probes.splice(0)) await broker.close();
  });

  function redrive(record: BrokerRecord, group: string, handler: string): BrokerRecord {
    const origin = { topic, partition: 0, offset: '0' };
    const story = { id: 'letter-1', group, handler, origin, redrives: 1, attempts: 5, firstFailedAt: new Date(0) };
    return toRedrivenRecord(record, story);
  }

  it('is handled by the handler that it had failed at, and by no other', async () => {
    const calls: string[] = [];
    const started = await probe()
      .on(type, async () => calls.push('first'), { handler: 'first' })
      .on(type, async () => calls.push('second'), { handler: 'second' })
      .start();
    await started.send(redrive(recordOf(orderPlaced), started.group, 'second'));
    await eventually(async () => expect(started.consumer.counts.handled).toBe(1));
    expect(calls).toEqual(['second']);
    expect(await started.uncommitted(topic)).toEqual([]);
  });

  it('is passed over by every other group', async () => {
    const mine = probe().on(type, async () => undefined);
    const theirs = await probe({}, mine.broker)
      .on(type, async () => undefined)
      .start();
    await mine.start();
    await mine.send(redrive(recordOf(orderPlaced), mine.group, name));
    await eventually(() => expect(mine.consumer.counts.handled).toBe(1));
    await eventually(() => expect(theirs.consumer.counts.notOurs).toBe(1));
    expect(theirs.consumer.counts.handled).toBe(0);
  });

  it('that could not be read is read again, for all handlers', async () => {
    const calls: string[] = [];
    const started = await probe()
      .on(type, async () => calls.push('first'), { handler: 'first' })
      .on(type, async () => calls.push('second'), { handler: 'second' })
      .start();
    await started.send(redrive(recordOf(orderPlaced), started.group, 'read-event'));
    await eventually(() => expect(calls).toEqual(['first', 'second']));
  });

  it('that fails again is the same letter, with one redrive and all attempts', async () => {
    const started = await probe()
      .on(type, async () => {
        throw invalid('order.unusable', 'Still not.');
      })
      .start();
    await started.send(redrive(recordOf(orderPlaced), started.group, name));
    const letters = await started.deadLetters();
    await eventually(() => expect(letters).toHaveLength(1));
    const story = letters[0] && readStory(letters[0]);
    expect(story).toMatchObject({
      id: 'letter-1',
      handler: name,
      redrives: 1,
      attempts: 6,
      firstFailedAt: new Date(0),
    });
  });

  it('for a handler that there is no more is put aside again, not lost', async () => {
    const started = await probe()
      .on(type, async () => undefined)
      .start();
    await started.send(redrive(recordOf(orderPlaced), started.group, 'renamed'));
    const letters = await started.deadLetters();
    await eventually(() => expect(letters).toHaveLength(1));
    expect(letters[0]?.headers).toMatchObject({
      dlq_id: 'letter-1',
      dlq_handler: 'renamed',
      dlq_error_code: 'consumer.handler-gone',
    });
    expect(started.consumer.counts.handled).toBe(0);
  });
});
