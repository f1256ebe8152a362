import type { BrokerRecord, ConsumedRecord } from '../broker/broker.js';
import { count, instant, originalHeaders, readOrigin } from './letter-headers.js';
import type { LetterOrigin, LetterStory } from './letter-headers.js';

/** What a redriven message carries: whom it is for, and its story so far, so that a failure after it counts on. */
export interface Redrive {
  readonly id: string;
  /** The group that is to handle it; all others pass over it, for them nothing had failed. */
  readonly group: string;
  /** The handler that is to run; the group's other handlers had their turn. */
  readonly handler: string;
  /** This one included. */
  readonly redrives: number;
  /** Before this redrive. */
  readonly attempts: number;
  readonly origin: LetterOrigin;
  readonly firstFailedAt: Date;
}

/** The message as it was, back in its topic and under its key, addressed to whom it had failed at. */
export function toRedrivenRecord(
  { key, headers, value }: Pick<BrokerRecord, 'key' | 'headers' | 'value'>,
  story: Pick<LetterStory, 'id' | 'group' | 'handler' | 'redrives' | 'attempts' | 'origin' | 'firstFailedAt'>,
): BrokerRecord {
  return {
    topic: story.origin.topic,
    key,
    value,
    headers: {
      ...originalHeaders(headers),
      dlq_id: story.id,
      dlq_redrive_group: story.group,
      dlq_redrive_handler: story.handler,
      dlq_redrives: String(story.redrives),
      dlq_attempts: String(story.attempts),
      dlq_origin_topic: story.origin.topic,
      dlq_origin_partition: String(story.origin.partition),
      dlq_origin_offset: story.origin.offset,
      dlq_first_failed_at: story.firstFailedAt.toISOString(),
    },
  };
}

/** `undefined` for a message that comes the usual way. */
export function redriveOf(headers: ConsumedRecord['headers']): Redrive | undefined {
  const { dlq_id: id, dlq_redrive_group: group, dlq_redrive_handler: handler } = headers;
  const origin = readOrigin(headers);
  if (!id || !group || !handler || !origin) return undefined;
  return {
    id,
    group,
    handler,
    origin,
    redrives: count(headers['dlq_redrives']),
    attempts: count(headers['dlq_attempts']),
    firstFailedAt: instant(headers['dlq_first_failed_at'], new Date()),
  };
}
