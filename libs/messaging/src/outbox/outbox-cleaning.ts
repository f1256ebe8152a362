import type { ClientBase } from 'pg';
import { deletePublished } from './outbox-rows.js';

/** A turn takes some 10 ms, and the relay waits for it. */
const BATCH = 2_000;
const EVERY_MS = 30_000;
const WHILE_THERE_IS_MORE_MS = 250;

/** Deletes what was published long ago, a batch at a time, between two rounds of the relay. */
export class OutboxCleaning {
  private dueAt = 0;

  constructor(
    private readonly retentionMs: number,
    private readonly batch = BATCH,
  ) {}

  async turn(client: ClientBase, now: number): Promise<void> {
    if (now < this.dueAt) return;
    const deleted = await deletePublished(client, this.retentionMs, this.batch);
    // Not all: one that was published late lies among older ones for a while.
    this.dueAt = now + (deleted > this.batch / 2 ? WHILE_THERE_IS_MORE_MS : EVERY_MS);
  }
}
