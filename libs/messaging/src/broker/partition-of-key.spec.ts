import { Partitioners } from 'kafkajs';
import { murmur2, partitioner, partitionOfKey } from './partition-of-key.js';

describe('the partitioner', () => {
  it('hashes as Java does: the vectors of Kafka’s own test', () => {
    // clients/src/test/java/org/apache/kafka/common/utils/UtilsTest.java, testMurmur2
    const vectors: readonly (readonly [string, number])[] = [
      ['21', -973932308],
      ['foobar', -790332482],
      ['a-little-bit-long-string', -985981536],
      ['a-little-bit-longer-string', -1486304829],
      ['lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8', -58897971],
      ['abc', 479470107],
    ];
    for (const [text, hash] of vectors) expect(murmur2(Buffer.from(text))).toBe(hash);
  });

  it('chooses as kafkajs does by default, which is as Java does, also beyond ASCII', () => {
    const theirs = Partitioners.DefaultPartitioner();
    const partitionMetadata = Array.from({ length: 7 }, (_, partitionId) => ({
      partitionId,
      leader: 1,
      partitionErrorCode: 0,
      replicas: [1],
      isr: [1],
    }));
    const keys = [
      '',
      'a',
      'order-1',
      'ключ',
      '注文',
      'Zoë',
      '🛒',
      ...Array.from({ length: 200 }, (_, index) => `key-${index * 7919}`),
    ];
    for (const key of keys) {
      const chosen = theirs({ topic: 't', partitionMetadata, message: { key, value: null } });
      expect([key, partitionOfKey(key, 7)]).toEqual([key, chosen]);
    }
  });

  it('lets records without a key take turns', () => {
    const choose = partitioner();
    expect([null, null, null, null].map((key) => choose(key, 3))).toEqual([0, 1, 2, 0]);
  });
});
