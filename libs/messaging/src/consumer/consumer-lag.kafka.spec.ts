import { deadLetterTopic, orderPlaced } from '@shop/domain-events';
import { newId } from '@shop/kernel';
import { Metrics } from '@shop/telemetry';
import { Exposition } from '@shop/telemetry/testing';
import { describeKafkaAdapters } from '../testing/broker-adapters.js';
import { sendValues } from '../testing/broker-probe.js';
import { ConsumerProbe } from '../testing/consumer-probe.js';
import { eventually } from '../testing/eventually.js';

jest.setTimeout(60_000);

describeKafkaAdapters('the lag of a consumer', (open) => {
  it('is the number of records that it has not committed, also when it is gone', async () => {
    const metrics = new Metrics('order-service');
    // Of the events there may be any number on a shared broker; the topic of its dead letters is a group's own.
    const readNone = async (batch: { pause(ms: number): void }) => batch.pause(60_000);
    const broker = open();
    const probe = new ConsumerProbe({}, broker, readNone, metrics).on(orderPlaced.type, async () => undefined);
    const topic = deadLetterTopic(probe.group);
    const lag = async () =>
      Exposition.parse(await metrics.expose()).value('messaging_consumer_lag_records', { topic, partition: '0' });
    const state = async (name: string) =>
      Exposition.parse(await metrics.expose()).value('messaging_consumer_state', { state: name });

    await probe.start();
    await sendValues(broker, topic, Array.from({ length: 7 }, newId));
    await eventually(async () => expect(await lag()).toBe(7), 20_000);
    expect(await state('running')).toBe(1);

    await probe.consumer.close();
    await sendValues(broker, topic, ['one more', 'and another']);
    await eventually(async () => expect(await lag()).toBe(9), 20_000);
    expect([await state('running'), await state('closed')]).toEqual([0, 1]);
  });
});
