import type { BrokerRecord, PartitionLag, TopicSpec } from '../broker.js';
import { lagAt } from '../partition-lag.js';
import { partitioner } from '../partition-of-key.js';
import { MemoryGroup } from './memory-group.js';
import { MemoryPartition } from './memory-partition.js';

/** The broker side of the memory adapter: topics with their partitions, and the groups that read them. */
export class MemoryLog {
  private readonly topics = new Map<string, readonly MemoryPartition[]>();
  private readonly groups = new Map<string, MemoryGroup>();
  private readonly choosePartition = partitioner();

  ensureTopic({ topic, partitions }: TopicSpec): void {
    if (this.topics.has(topic)) return;
    const created = Array.from({ length: partitions }, (_, number) => new MemoryPartition(topic, number));
    this.topics.set(topic, created);
    for (const group of this.groups.values()) group.deal();
  }

  /** @returns false for an unknown topic: nothing is created by mistyping a name. */
  append(record: BrokerRecord): boolean {
    const partitions = this.topics.get(record.topic);
    const partition = partitions?.[this.choosePartition(record.key, partitions.length)];
    if (!partition) return false;
    partition.append(record);
    for (const group of this.groups.values()) group.deliver(partition);
    this.trim(partition);
    return true;
  }

  private partitionsOf(topics: readonly string[]): readonly MemoryPartition[] {
    return topics.flatMap((topic) => this.topics.get(topic) ?? []);
  }

  group(name: string): MemoryGroup {
    const group = this.groups.get(name) ?? new MemoryGroup((topics) => this.partitionsOf(topics));
    this.groups.set(name, group);
    return group;
  }

  /** `undefined` if one of the topics does not exist. */
  lag(group: string, topics: readonly string[]): readonly PartitionLag[] | undefined {
    if (!topics.every((topic) => this.topics.has(topic))) return undefined;
    // A group that nobody has joined is not made by asking for it.
    const known = this.groups.get(group);
    return this.partitionsOf(topics).map((partition) =>
      lagAt({
        topic: partition.topic,
        partition: partition.number,
        ...partition.range(),
        committed: known?.position(partition) ?? -1n,
      }),
    );
  }

  private trim(partition: MemoryPartition): void {
    if (!partition.isFull()) return;
    const readers = [...this.groups.values()].filter((group) => group.reads(partition));
    partition.trim(readers.map((group) => group.position(partition)));
  }
}
