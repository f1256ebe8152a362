import { describeBrokerContract } from '../../testing/broker-contract.js';
import { freshTopic, Member, sendValues } from '../../testing/broker-probe.js';
import { eventually } from '../../testing/eventually.js';
import { RecordingLog } from '../../testing/recording-log.js';
import { MemoryBroker } from './memory-broker.js';

describeBrokerContract('memory', () => MemoryBroker.named('contract', new RecordingLog()));

describe('memory brokers', () => {
  it('share a log by its name, and only by its name', async () => {
    const topic = await freshTopic(MemoryBroker.named('one'));
    const other = MemoryBroker.named('two');
    await other.ensureTopics([{ topic, partitions: 1 }]);
    await sendValues(MemoryBroker.named('one'), topic, ['hello']);
    const here = await new Member().join(MemoryBroker.named('one'), 'group', topic);
    const there = await new Member().join(other, 'group', topic);
    await eventually(() => expect(here.values).toEqual(['hello']));
    expect(there.values).toEqual([]);
  });

  it('go on when a broker of another service on the same log is closed', async () => {
    const mine = MemoryBroker.named('three');
    const yours = MemoryBroker.named('three');
    const topic = await freshTopic(mine);
    const member = await new Member().join(mine, 'group', topic);
    await yours.close();
    await sendValues(mine, topic, ['still here']);
    await eventually(() => expect(member.values).toEqual(['still here']));
  });
});
