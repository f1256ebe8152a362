import type { BackoffShape } from '@shop/resilience';
import { defaultTopicSettings } from '../topics.js';
import type { TopicSettings } from '../topics.js';

/** How a consumer works. All times in milliseconds. */
export interface ConsumerSettings {
  /** Keys of one partition that are worked on at a time; within a key it is one record after the other. */
  readonly concurrency: number;
  /** How often the finished prefix is committed while a batch runs; it is committed in any case when the batch ends. */
  readonly commitIntervalMs: number;
  /** Attempts in place, the first one included, before a record is put aside or back. */
  readonly attempts: number;
  /** The waits between attempts in place. They hold up the partition's later records of the same key, so they are short. */
  readonly retry: BackoffShape;
  /** The waits after that while something is unavailable: the partition is paused meanwhile. */
  readonly outage: BackoffShape;
  /** For how long a record waits for what is unavailable before it goes to the dead letters. */
  readonly giveUpAfterMs: number;
  /** A batch that runs for longer than this makes liveness fail. */
  readonly stuckAfterMs: number;
  /** How subscribed topics are made that do not exist yet, and the one for dead letters. */
  readonly topics: TopicSettings;
}

/**
 * An unknown error gets 5 attempts within about a second. Something unavailable gets ten minutes, because a database that is
 * down is no reason to put good messages aside; after that an operator's redrive is better than a partition that stands still.
 */
export const defaultConsumerSettings: ConsumerSettings = {
  concurrency: 200,
  commitIntervalMs: 1_000,
  attempts: 5,
  retry: { initialMs: 100, maxMs: 1_000 },
  outage: { initialMs: 1_000, maxMs: 10_000 },
  giveUpAfterMs: 10 * 60_000,
  stuckAfterMs: 120_000,
  topics: defaultTopicSettings,
};
