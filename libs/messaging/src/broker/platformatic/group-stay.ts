import { setTimeout as delay } from 'node:timers/promises';
import type { GroupAssignment } from '@platformatic/kafka';
import { backoffDelay } from '@shop/resilience';
import type { ConsumeOptions } from '../broker.js';
import { Fetching } from './fetching.js';
import type { FetchSurroundings } from './fetching.js';
import { groupOffsets } from './offsets.js';
import { PartitionReader } from './partition-reader.js';
import type { BatchOwner } from './platformatic-batch.js';

const BACKOFF = { initialMs: 50, maxMs: 1_000 };

export interface StaySurroundings extends FetchSurroundings {
  readonly onBatch: ConsumeOptions['onBatch'];
  /** The group may have given the partitions to others by now. */
  readonly isExpired: () => boolean;
}

/** One stay in the group, from a join to the next: the partitions that were dealt to this member, and the work on them. */
export class GroupStay implements BatchOwner {
  private readers: readonly PartitionReader[] = [];
  private fetching: Fetching | undefined;
  private isOver = false;

  constructor(
    private readonly assignments: readonly GroupAssignment[],
    private readonly surroundings: StaySurroundings,
  ) {}

  /** Finds out where to go on, for as long as that takes, and begins. */
  async begin(): Promise<void> {
    for (let attempt = 1; !this.isOver; attempt++) {
      try {
        const readers = await this.makeReaders();
        if (!this.isOver) this.start(readers);
        return;
      } catch (error) {
        this.surroundings.onFailure(error);
        await delay(backoffDelay(attempt, BACKOFF), undefined, { ref: false });
      }
    }
  }

  hasEnded(): boolean {
    return this.isOver;
  }

  isInDoubt(): boolean {
    return this.isOver || this.surroundings.isExpired();
  }

  /** Makes batches stale and resolves when they have ended; until then they may still commit. */
  async end(): Promise<void> {
    this.isOver = true;
    this.fetching?.stop();
    await Promise.all(this.readers.map((reader) => reader.ended()));
  }

  async commit(topic: string, partition: number, offset: bigint): Promise<void> {
    await this.surroundings.consumer.commit({ offsets: [{ topic, partition, offset, leaderEpoch: -1 }] });
  }

  private async makeReaders(): Promise<readonly PartitionReader[]> {
    const { consumer, onBatch, log } = this.surroundings;
    const onReady = () => void this.fetching?.look();
    const ofTopics = this.assignments.map(async (assignment) => {
      const offsets = await groupOffsets(consumer, assignment);
      return [...offsets].map(
        ([partition, offset]) =>
          new PartitionReader(assignment.topic, partition, offset, { owner: this, onBatch, onReady, log }),
      );
    });
    return (await Promise.all(ofTopics)).flat();
  }

  private start(readers: readonly PartitionReader[]): void {
    this.readers = readers;
    this.fetching = new Fetching(readers, this.surroundings);
    void this.fetching.look();
  }
}
