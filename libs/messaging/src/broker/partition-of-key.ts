/** Which partition of a topic with so many of them a record goes to. */
export type ChoosePartition = (key: string | null, partitions: number) => number;

/**
 * The one partitioner of all adapters, so that a key keeps its partition, and its records their order, whoever sends them: as
 * Java's default producer and librdkafka's `murmur2_random` choose. (@platformatic/kafka's own default does not: it takes the hash as
 * unsigned where Java drops its sign.)
 */
export function partitionOfKey(key: string, partitions: number): number {
  return (murmur2(Buffer.from(key)) & 0x7fffffff) % partitions;
}

/** For one producer: records without a key take turns. */
export function partitioner(): ChoosePartition {
  let turn = 0;
  return (key, partitions) => (key === null ? turn++ % partitions : partitionOfKey(key, partitions));
}

const MIX = 0x5bd1e995;

/** MurmurHash 2 with the seed that Kafka has chosen (`org.apache.kafka.common.utils.Utils.murmur2`), as a signed 32-bit integer. */
export function murmur2(data: Buffer): number {
  const { length } = data;
  const whole = length - (length % 4);
  let hash = 0x9747b28c ^ length;
  for (let at = 0; at < whole; at += 4) {
    const mixed = Math.imul(data.readInt32LE(at), MIX);
    hash = Math.imul(hash, MIX) ^ Math.imul(mixed ^ (mixed >>> 24), MIX);
  }
  if (whole < length) hash = Math.imul(hash ^ data.readUIntLE(whole, length - whole), MIX);
  hash = Math.imul(hash ^ (hash >>> 13), MIX);
  return hash ^ (hash >>> 15);
}
