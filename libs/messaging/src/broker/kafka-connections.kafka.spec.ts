import { Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { newId } from '@shop/kernel';
import { describeKafkaAdapters } from '../testing/broker-adapters.js';
import { freshTopic, Member, sendValues } from '../testing/broker-probe.js';
import { eventually } from '../testing/eventually.js';

jest.setTimeout(60_000);

describeKafkaAdapters('connections to Kafka', (open) => {
  afterEach(() => jest.restoreAllMocks());

  it('send small requests at once (TCP_NODELAY)', async () => {
    const setNoDelay = jest.spyOn(Socket.prototype, 'setNoDelay');
    const connect = jest.spyOn(Socket.prototype, 'connect');
    const broker = open();
    const topic = await freshTopic(broker);
    await sendValues(broker, topic, ['1']);
    const member = await new Member().join(broker, `group-${newId()}`, topic);
    await eventually(() => expect(member.values).toEqual(['1']));
    expect(connect.mock.instances.length).toBeGreaterThan(0);
    for (const socket of new Set(connect.mock.instances)) {
      const calls = setNoDelay.mock.calls.filter((_, index) => setNoDelay.mock.instances[index] === socket);
      expect(calls).toContainEqual([true]);
    }
  });

  it('are kept for the next question for the lag', async () => {
    const broker = open();
    const [topic, group] = [await freshTopic(broker), `group-${newId()}`];
    await broker.lag(group, [topic]);
    const connect = jest.spyOn(Socket.prototype, 'connect');
    for (let asked = 0; asked < 5; asked++) await broker.lag(group, [topic]);
    expect(connect).not.toHaveBeenCalled();
  });

  it('let the process sleep while nothing happens', async () => {
    const broker = open();
    const topic = await freshTopic(broker);
    await sendValues(broker, topic, ['1']);
    const member = await new Member().join(broker, `group-${newId()}`, topic);
    await eventually(() => expect(member.values).toEqual(['1']));
    const setTimer = jest.spyOn(global, 'setTimeout');
    await delay(1_000);
    const shortTimers = setTimer.mock.calls.filter(([, milliseconds = 0]) => milliseconds <= 5);
    // kafkajs as it is released: about 900 a second and connection.
    expect(shortTimers.length).toBeLessThan(50);
    expect(setTimer.mock.calls.length).toBeLessThan(100);
  });
});
