import { isConnectionLost } from '@shop/group-commit';
import { backoffDelay } from '@shop/resilience';
import type { Pool } from 'pg';
import type { Batch, ConsumedRecord } from '../broker/broker.js';
import type { MessagingLog } from '../broker/log.js';
import { keepLetters } from './dead-letter-rows.js';
import type { ArrivedLetter } from './dead-letter-rows.js';
import { readStory } from './letter-headers.js';

const BACKOFF = { initialMs: 500, maxMs: 10_000 };

/**
 * Brings the group's dead letters from their topic to the operators' table. The topic is where they are safe, for a database that is
 * down must not keep a message from being put aside; the table is where they can be found. Never gives a letter up: it waits for
 * the database for as long as that takes, and the partition with it.
 */
export class LetterArrivals {
  private failures = 0;

  constructor(
    private readonly pool: Pool,
    private readonly log: MessagingLog,
  ) {}

  async take(batch: Batch): Promise<void> {
    try {
      await keepLetters(
        this.pool,
        batch.records.flatMap((record) => this.read(record, batch)),
      );
      this.failures = 0;
      await batch.commit((batch.records.at(-1)?.offset ?? -1n) + 1n);
    } catch (err) {
      const delayMs = backoffDelay(++this.failures, BACKOFF);
      const say = isConnectionLost(err) ? 'warn' : 'error';
      this.log[say]('Dead letters could not be written to their table, will try again', { err, delayMs });
      batch.pause(delayMs);
    }
  }

  private read(record: ConsumedRecord, { topic, partition }: Batch): ArrivedLetter[] {
    const story = readStory(record);
    if (story) return [{ story, record }];
    this.log.error('A record among the dead letters is none of ours', { topic, partition, offset: record.offset });
    return [];
  }
}
