import type { Batch } from '../broker.js';
import type { MemoryPartition } from './memory-partition.js';

/** One subscription, as its group sees it. */
export interface MemoryMember {
  readonly topics: readonly string[];
  readonly isClosing: () => boolean;
  /** Never rejects. */
  readonly handle: (batch: Batch) => Promise<void>;
}

/** Spares the processor when a batch ends without having committed anything: its records come again after this. */
const REDELIVERY_MS = 20;

/** A consumer group: who owns which partition, and how far each partition has been committed. */
export class MemoryGroup {
  private members: readonly MemoryMember[] = [];
  private owners = new Map<MemoryPartition, MemoryMember>();
  private readonly committed = new Map<MemoryPartition, bigint>();
  /** Partitions with a batch in somebody's hands: kept across a rebalance, so that two members never hold the same records. */
  private readonly busy = new Set<MemoryPartition>();
  private readonly paused = new Map<MemoryPartition, NodeJS.Timeout>();

  constructor(private readonly partitionsOf: (topics: readonly string[]) => readonly MemoryPartition[]) {}

  join(member: MemoryMember): void {
    this.members = [...this.members, member];
    this.deal();
  }

  leave(member: MemoryMember): void {
    this.members = this.members.filter((other) => other !== member);
    this.deal();
  }

  reads(partition: MemoryPartition): boolean {
    return this.owners.has(partition) || this.committed.has(partition);
  }

  position(partition: MemoryPartition): bigint {
    return this.committed.get(partition) ?? 0n;
  }

  /** Deals the partitions out in turn; whoever loses one finds its batch stale. */
  deal(): void {
    const before = this.owners;
    this.owners = new Map();
    const partitions = this.partitionsOf([...new Set(this.members.flatMap((member) => member.topics))]);
    partitions.forEach((partition, turn) => {
      const candidates = this.members.filter((member) => member.topics.includes(partition.topic));
      const owner = candidates[turn % candidates.length];
      if (owner) this.owners.set(partition, owner);
    });
    for (const [partition, owner] of before) if (this.owners.get(partition) !== owner) this.unpause(partition);
    for (const partition of partitions) this.deliver(partition);
  }

  deliver(partition: MemoryPartition): void {
    const owner = this.owners.get(partition);
    if (!owner || owner.isClosing() || this.busy.has(partition) || this.paused.has(partition)) return;
    this.busy.add(partition);
    setImmediate(() => void this.deliverBatch(partition));
  }

  private async deliverBatch(partition: MemoryPartition): Promise<void> {
    const owner = this.owners.get(partition);
    const before = this.position(partition);
    const records = partition.read(before);
    let pauseMs = 0;
    if (owner && !owner.isClosing() && records.length > 0) {
      await owner.handle({
        topic: partition.topic,
        partition: partition.number,
        records,
        isStale: () => owner.isClosing() || this.owners.get(partition) !== owner,
        commit: async (nextOffset) => void this.committed.set(partition, nextOffset),
        pause: (milliseconds) => (pauseMs = Math.max(pauseMs, milliseconds)),
      });
      if (this.position(partition) === before) pauseMs = Math.max(pauseMs, REDELIVERY_MS);
    }
    this.busy.delete(partition);
    if (pauseMs > 0 && this.owners.get(partition) === owner) this.pause(partition, pauseMs);
    else if (partition.read(this.position(partition)).length > 0) this.deliver(partition);
  }

  private pause(partition: MemoryPartition, milliseconds: number): void {
    const timer = setTimeout(() => {
      this.paused.delete(partition);
      this.deliver(partition);
    }, milliseconds);
    this.paused.set(partition, timer);
  }

  private unpause(partition: MemoryPartition): void {
    clearTimeout(this.paused.get(partition));
    this.paused.delete(partition);
  }
}
