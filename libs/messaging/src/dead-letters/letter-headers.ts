import { createHash } from 'node:crypto';
import type { BrokerRecord, ConsumedRecord } from '../broker/broker.js';

type Headers = ConsumedRecord['headers'];

/** Where a message was when it failed for the first time. */
export interface LetterOrigin {
  readonly topic: string;
  readonly partition: number;
  /** Decimal: offsets do not fit a JavaScript number. */
  readonly offset: string;
}

export interface LetterError {
  /** `AppError/KIND`, or the name of the error's class. */
  readonly class: string;
  readonly code: string;
  readonly message: string;
}

/** Why, where and how often a message failed, in the `dlq_*` headers beside its own. */
export interface LetterStory {
  /** The same however often the same failure is parked: after a crash, and after a redrive that failed again. */
  readonly id: string;
  /** The consumer group that could not handle it: the service's name. */
  readonly group: string;
  /** The handler that failed, or {@link READ_EVENT}. */
  readonly handler: string;
  readonly origin: LetterOrigin;
  readonly error: LetterError;
  /** All together, those before redrives included. */
  readonly attempts: number;
  readonly redrives: number;
  readonly firstFailedAt: Date;
  readonly lastFailedAt: Date;
  /** The value was too large to be sent again with these headers; it may still be at the origin. */
  readonly isValueDropped: boolean;
}

/** Stands for the handler in the letter of a record that could not be read at all. */
export const READ_EVENT = 'read-event';

/**
 * A uuid made of what failed at whom: parking the same failure twice gives the same letter, and a copy of an event that has failed
 * already gives no second one. Messages without an id are told apart by their place.
 */
export function letterId(
  { group, handler, origin }: Pick<LetterStory, 'group' | 'handler' | 'origin'>,
  { headers, value }: Pick<ConsumedRecord, 'headers' | 'value'>,
): string {
  const which = headers['ce_id'] ?? [origin.partition, origin.offset];
  const failure = JSON.stringify([group, handler, origin.topic, which, value]);
  const bytes = createHash('sha256').update(failure).digest().subarray(0, 16);
  // RFC 9562, version 8: bits of our own choice.
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x80, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

export function storyHeaders(story: LetterStory): BrokerRecord['headers'] {
  return {
    dlq_id: story.id,
    dlq_origin_topic: story.origin.topic,
    dlq_origin_partition: String(story.origin.partition),
    dlq_origin_offset: story.origin.offset,
    dlq_group: story.group,
    dlq_handler: story.handler,
    dlq_attempts: String(story.attempts),
    dlq_redrives: String(story.redrives),
    dlq_error_class: story.error.class,
    dlq_error_code: story.error.code,
    dlq_error_message: story.error.message,
    dlq_first_failed_at: story.firstFailedAt.toISOString(),
    dlq_failed_at: story.lastFailedAt.toISOString(),
    ...(story.isValueDropped && { dlq_value_dropped: 'too-large' }),
  };
}

/** `undefined` for a record that nobody parked here: without the story there is nothing that could be done about it. */
export function readStory({ headers, value }: Pick<ConsumedRecord, 'headers' | 'value'>): LetterStory | undefined {
  const [group, handler, origin] = [headers['dlq_group'], headers['dlq_handler'], readOrigin(headers)];
  if (!group || !handler || !origin) return undefined;
  const lastFailedAt = instant(headers['dlq_failed_at'], new Date());
  return {
    id: headers['dlq_id'] ?? letterId({ group, handler, origin }, { headers, value }),
    group,
    handler,
    origin,
    error: {
      class: headers['dlq_error_class'] ?? 'unknown',
      code: headers['dlq_error_code'] ?? 'unknown',
      message: headers['dlq_error_message'] ?? '',
    },
    attempts: count(headers['dlq_attempts']),
    redrives: count(headers['dlq_redrives']),
    firstFailedAt: instant(headers['dlq_first_failed_at'], lastFailedAt),
    lastFailedAt,
    isValueDropped: headers['dlq_value_dropped'] !== undefined,
  };
}

/** The headers that the message had before anything was written about it. */
export function originalHeaders(headers: Headers): BrokerRecord['headers'] {
  const original = Object.entries(headers).flatMap(([name, value]) =>
    value === undefined || name.startsWith('dlq_') ? [] : [[name, value] as const],
  );
  return Object.fromEntries(original);
}

export function readOrigin(headers: Headers): LetterOrigin | undefined {
  const [topic, partition, offset] = ['topic', 'partition', 'offset'].map((part) => headers[`dlq_origin_${part}`]);
  const isWhole = (text: string | undefined): text is string => /^\d{1,18}$/.test(text ?? '');
  if (!topic || !isWhole(partition) || !isWhole(offset)) return undefined;
  return { topic, partition: Number(partition), offset };
}

export function count(text: string | undefined): number {
  const number = Number(text);
  return Number.isSafeInteger(number) && number > 0 ? Math.min(number, 1_000_000_000) : 0;
}

export function instant(text: string | undefined, otherwise: Date): Date {
  const milliseconds = Date.parse(text ?? '');
  return Number.isNaN(milliseconds) ? otherwise : new Date(milliseconds);
}
