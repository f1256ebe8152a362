import { setTimeout as delay } from 'node:timers/promises';
import { orderConfirmed } from '@shop/domain-events';
import type { DomainEvent } from '@shop/domain-events';
import { newId } from '@shop/kernel';
import { publish } from '../outbox/outbox.js';
import { commitAll, freshTopic, Member } from '../testing/broker-probe.js';
import { eventually } from '../testing/eventually.js';
import { asOperator } from '../testing/kafka-admin.js';
import { describeKafka, kafkaForTests, kafkaOptionsForTests } from '../testing/kafka-for-tests.js';
import { eventsSince } from './events-since.js';
import { rewindGroup } from './rewind-group.js';

jest.setTimeout(60_000);

const options = kafkaOptionsForTests();
const broker = kafkaForTests();
afterAll(() => broker.close());

const confirmed = (orderId: string) =>
  publish(orderConfirmed, { orderId, customerId: 'c', total: { amountMinor: 1, currency: 'USD' } }).record;

/** Orders, confirmed on the topic one after the other, each acknowledged before the next. */
async function confirmOn(topic: string, ...orderIds: readonly string[]): Promise<void> {
  const producer = await broker.connectProducer();
  for (const orderId of orderIds) await producer.send([{ ...confirmed(orderId), topic }]);
}

/** Some milliseconds after all that was sent before, and before all that is sent after. */
async function aMoment(): Promise<Date> {
  await delay(50);
  const moment = new Date();
  await delay(50);
  return moment;
}

describeKafka('after a restore', () => {
  it('a service reads again what it said since then, and nothing from before, in order per key', async () => {
    const topic = await freshTopic(broker, 3);
    await confirmOn(topic, 'before', 'a');
    const since = await aMoment();
    await confirmOn(topic, 'a', 'b', 'a');
    const told: DomainEvent[] = [];
    await eventsSince(options, topic, since, async (events) => void told.push(...events));
    expect(told.map(({ subject }) => subject).sort()).toEqual(['a', 'a', 'b']);
    expect(told[0]).toMatchObject({ type: orderConfirmed.type, source: '/shop/order-service' });
    const { groups } = await asOperator((admin) => admin.listGroups());
    expect(groups.filter(({ groupId }) => groupId.startsWith('messaging-test.recovery'))).toEqual([]);
  });

  it('there may be nothing to read', async () => {
    const topic = await freshTopic(broker, 2);
    await confirmOn(topic, 'before');
    const told: DomainEvent[] = [];
    await eventsSince(options, topic, await aMoment(), async (events) => void told.push(...events));
    expect(told).toEqual([]);
  });

  it('a group is rewound to then, and is given again what it has handled since', async () => {
    const topic = await freshTopic(broker, 3);
    const group = `group-${newId()}`;
    await confirmOn(topic, 'before', 'earlier');
    const since = await aMoment();
    await confirmOn(topic, 'a', 'b', 'c');
    const first = await new Member().join(broker, group, topic, commitAll);
    await eventually(() => expect(first.received).toHaveLength(5));
    await expect(rewindGroup(options, group, since)).rejects.toMatchObject({ code: 'group.in-use' });
    await first.leave();
    const rewound = await rewindGroup(options, group, since);
    expect(rewound.reduce((sum, { from, to }) => sum + Number(from - to), 0)).toBe(3);
    const second = await new Member().join(broker, group, topic, commitAll);
    await eventually(() => expect(second.received.map(({ key }) => key).sort()).toEqual(['a', 'b', 'c']));
    await second.leave();
  });

  it('a group is never put forward: what it has not handled yet stays to be handled', async () => {
    const topic = await freshTopic(broker, 1);
    const group = `group-${newId()}`;
    await confirmOn(topic, 'handled');
    const member = await new Member().join(broker, group, topic, commitAll);
    await eventually(() => expect(member.received).toHaveLength(1));
    await member.leave();
    await confirmOn(topic, 'waits');
    expect(await rewindGroup(options, group, await aMoment())).toEqual([]);
    const successor = await new Member().join(broker, group, topic, commitAll);
    await eventually(() => expect(successor.received.map(({ key }) => key)).toEqual(['waits']));
    await successor.leave();
  });
});
