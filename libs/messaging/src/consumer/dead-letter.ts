import { setTimeout as delay } from 'node:timers/promises';
import { deadLetterTopic } from '@shop/domain-events';
import { isAppError } from '@shop/kernel';
import { backoffDelay } from '@shop/resilience';
import type { BrokerRecord, ConsumedRecord, Producer } from '../broker/broker.js';
import type { MessagingLog } from '../broker/log.js';
import { letterId, originalHeaders, storyHeaders } from '../dead-letters/letter-headers.js';
import type { LetterError, LetterOrigin, LetterStory } from '../dead-letters/letter-headers.js';
import { redriveOf } from '../dead-letters/redrive-headers.js';
import { sendSpan } from '../tracing/message-spans.js';

/** Why and where from a record was put aside. */
export interface DeadLetter {
  readonly record: ConsumedRecord;
  readonly topic: string;
  readonly partition: number;
  readonly group: string;
  /** The handler that failed, or `read-event` if the record could not be read at all. */
  readonly handler: string;
  readonly attempts: number;
  readonly firstFailedAt: Date;
  readonly error: unknown;
}

/** The original key, value and headers, and the story in `dlq_*` headers: enough to redrive it as if nothing had been. */
export function toDeadLetterRecord(letter: DeadLetter, failedAt: Date): BrokerRecord {
  const { key, value, headers } = letter.record;
  return {
    topic: deadLetterTopic(letter.group),
    key,
    value,
    headers: { ...originalHeaders(headers), ...storyHeaders(tell(letter, failedAt)) },
  };
}

function tell(letter: DeadLetter, lastFailedAt: Date): LetterStory {
  const { record, topic, partition, group, handler, attempts, firstFailedAt } = letter;
  const redrive = redriveOf(record.headers);
  const failedHere = { group, handler, lastFailedAt, error: describeError(letter.error), isValueDropped: false };
  // Another handler than the one that the redrive was for: a failure of its own, with a story of its own.
  if (redrive?.handler !== handler) {
    const origin: LetterOrigin = { topic, partition, offset: String(record.offset) };
    const id = letterId({ group, handler, origin }, record);
    return { ...failedHere, id, origin, attempts, redrives: 0, firstFailedAt };
  }
  return { ...failedHere, ...redrive, attempts: redrive.attempts + attempts };
}

function describeError(error: unknown): LetterError {
  const isError = error instanceof Error;
  const code = isError && 'code' in error ? error.code : undefined;
  return {
    class: isAppError(error) ? `AppError/${error.kind}` : isError ? error.name : typeof error,
    code: typeof code === 'string' || typeof code === 'number' ? String(code) : 'unknown',
    message: (isError ? error.message : String(error)).slice(0, 1_000),
  };
}

const BACKOFF = { initialMs: 100, maxMs: 5_000 };

export class DeadLetters {
  constructor(
    private readonly producer: Producer,
    private readonly log: MessagingLog,
  ) {}

  /**
   * Resolves with true once the broker has acknowledged the letter; only then may the record's offset be committed. Tries for
   * as long as `mayGoOn` says, since there is no other safe place for the record; false if that ends first.
   */
  async put(letter: DeadLetter, mayGoOn: () => boolean): Promise<boolean> {
    let record = toDeadLetterRecord(letter, new Date());
    for (let attempt = 1; mayGoOn(); attempt++) {
      try {
        const sent = [record];
        await sendSpan(sent, () => this.producer.send(sent));
        return true;
      } catch (error) {
        this.log.warn('A dead letter could not be sent, will try again', { err: error, attempt, topic: record.topic });
        if (isAppError(error) && error.kind === 'invalid') record = withoutValue(record);
        await delay(backoffDelay(attempt, BACKOFF));
      }
    }
    return false;
  }
}

/** The headers have made a large record too large; the origin's topic, partition and offset still say where its value is. */
function withoutValue(record: BrokerRecord): BrokerRecord {
  return { ...record, value: null, headers: { ...record.headers, dlq_value_dropped: 'too-large' } };
}
