import { setTimeout as delay } from 'node:timers/promises';
import { deadLetterTopic } from '@shop/domain-events';
import { isAppError } from '@shop/kernel';
import { backoffDelay } from '@shop/resilience';
import type { BrokerRecord, ConsumedRecord, Producer } from '../broker/broker.js';
import type { MessagingLog } from '../broker/log.js';

/** Why and where from a record was put aside. */
export interface DeadLetter {
  readonly record: ConsumedRecord;
  readonly topic: string;
  readonly partition: number;
  readonly group: string;
  /** The handler that failed, or `read-event` if the record could not be read at all. */
  readonly handler: string;
  readonly attempts: number;
  readonly error: unknown;
}

/** The original key, value and headers, and the story in `dlq_*` headers: enough to redrive it as if nothing had been. */
export function toDeadLetterRecord(letter: DeadLetter, failedAt: Date): BrokerRecord {
  const { record, error } = letter;
  const original = Object.entries(record.headers).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return {
    topic: deadLetterTopic(letter.group),
    key: record.key,
    value: record.value,
    headers: {
      ...Object.fromEntries(original),
      dlq_origin_topic: letter.topic,
      dlq_origin_partition: String(letter.partition),
      dlq_origin_offset: String(record.offset),
      dlq_group: letter.group,
      dlq_handler: letter.handler,
      dlq_attempts: String(letter.attempts),
      ...describeError(error),
      dlq_failed_at: failedAt.toISOString(),
    },
  };
}

function describeError(error: unknown): Record<string, string> {
  const isError = error instanceof Error;
  const code = isError && 'code' in error ? error.code : undefined;
  return {
    dlq_error_class: isAppError(error) ? `AppError/${error.kind}` : isError ? error.name : typeof error,
    dlq_error_code: typeof code === 'string' || typeof code === 'number' ? String(code) : 'unknown',
    dlq_error_message: (isError ? error.message : String(error)).slice(0, 1_000),
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
        await this.producer.send([record]);
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
