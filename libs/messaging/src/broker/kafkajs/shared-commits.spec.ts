import type { OffsetsByTopicPartition } from 'kafkajs';
import { gate } from '../../testing/eventually.js';
import { SharedCommits } from './shared-commits.js';

const at = (partition: number, nextOffset: bigint, topic = 'orders') => ({ topic, partition, nextOffset });

describe('commits of several partitions', () => {
  it('go out in one request if they come together, and while one is on its way', async () => {
    const sent: OffsetsByTopicPartition['topics'][] = [];
    const door = gate();
    const send = async ({ topics }: OffsetsByTopicPartition) => {
      sent.push(topics);
      await door.opened;
    };
    const commits = new SharedCommits();
    const first = [commits.commit(at(0, 5n), send), commits.commit(at(1, 7n), send)];
    while (sent.length === 0) await new Promise(setImmediate);
    const second = [
      commits.commit(at(0, 6n), send),
      commits.commit(at(0, 9n), send),
      commits.commit(at(2, 3n, 'users'), send),
    ];
    await new Promise(setImmediate);
    expect(sent).toHaveLength(1);
    door.open();
    await Promise.all([...first, ...second]);
    expect(sent).toEqual([
      [
        {
          topic: 'orders',
          partitions: [
            { partition: 0, offset: '5' },
            { partition: 1, offset: '7' },
          ],
        },
      ],
      [
        { topic: 'orders', partitions: [{ partition: 0, offset: '9' }] },
        { topic: 'users', partitions: [{ partition: 2, offset: '3' }] },
      ],
    ]);
  });

  it('fail together, and not those after them', async () => {
    const commits = new SharedCommits();
    const refuse = async () => Promise.reject(new Error('no'));
    const failed = [commits.commit(at(0, 1n), refuse), commits.commit(at(1, 1n), refuse)];
    for (const commit of failed) await expect(commit).rejects.toThrow('no');
    await expect(commits.commit(at(0, 1n), async () => undefined)).resolves.toBeUndefined();
  });
});
