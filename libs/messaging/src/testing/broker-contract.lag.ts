/// <reference types="jest" />
import type { ContractTools } from './broker-contract.js';
import { commitNothing, freshTopic, Member, numbered, sendValues } from './broker-probe.js';
import { eventually } from './eventually.js';

export function describeLag({ connect, newGroup }: ContractTools): void {
  it('tells how many records a group has not committed, whether it has ever run, runs or is gone', async () => {
    const [broker, group] = [connect(), newGroup()];
    const topic = await freshTopic(broker);
    const lag = async () => (await broker.lag(group, [topic])).map(({ records }) => records);
    expect(await lag()).toEqual([0]);
    await sendValues(broker, topic, numbered(5));
    await eventually(async () => expect(await lag()).toEqual([5]));
    const member = await new Member().join(broker, group, topic, async (batch) => {
      if (batch.records[0]?.offset === 0n) await batch.commit(3n);
      batch.pause(60_000);
    });
    await eventually(async () => expect(await lag()).toEqual([2]));
    await member.leave();
    await sendValues(broker, topic, numbered(4));
    await eventually(async () => expect(await lag()).toEqual([6]));
    await new Member().join(broker, group, topic);
    await eventually(async () => expect(await lag()).toEqual([0]));
  });

  it('tells the lag of each partition of several topics, to somebody who is no member', async () => {
    const [broker, stranger, group] = [connect(), connect(), newGroup()];
    const [first, second] = [await freshTopic(broker, 3), await freshTopic(broker)];
    await sendValues(broker, first, numbered(30), (value) => value);
    await sendValues(broker, second, numbered(2));
    const member = await new Member().join(broker, group, first, () => commitNothing());
    await eventually(() => expect(member.received.length).toBeGreaterThan(0));
    const lags = await stranger.lag(group, [first, second]);
    expect(lags.map(({ topic, partition }) => [topic, partition])).toEqual([
      [first, 0],
      [first, 1],
      [first, 2],
      [second, 0],
    ]);
    expect(lags.slice(0, 3).reduce((sum, { records }) => sum + records, 0)).toBe(30);
    expect(lags[3]?.records).toBe(2);
  });

  it('fails as unavailable for the lag of a topic that does not exist, and tells that of others after it', async () => {
    const [broker, group] = [connect(), newGroup()];
    const topic = await freshTopic(broker);
    const missing = broker.lag(group, [topic, `test.missing.${group}`]);
    await expect(missing).rejects.toMatchObject({ name: 'AppError', kind: 'unavailable' });
    expect(await broker.lag(group, [topic])).toEqual([{ topic, partition: 0, records: 0 }]);
  }, 40_000);
}
