import type { BrokerRecord, TopicSpec } from '../broker.js';
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

  private trim(partition: MemoryPartition): void {
    if (!partition.isFull()) return;
    const readers = [...this.groups.values()].filter((group) => group.reads(partition));
    partition.trim(readers.map((group) => group.position(partition)));
  }
}
