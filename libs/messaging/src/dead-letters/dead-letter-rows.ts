import type { Repository, Transaction } from '@shop/group-commit';
import { isId } from '@shop/kernel';
import type { ConsumedRecord } from '../broker/broker.js';
import { kindOf } from './dead-letter.js';
import type { KeptLetter, LetterDecision, LetterStatus } from './dead-letter.js';
import { originalHeaders } from './letter-headers.js';
import type { LetterError, LetterOrigin, LetterStory } from './letter-headers.js';

/** A letter as it came in the group's dead-letter topic. */
export interface ArrivedLetter {
  readonly story: LetterStory;
  readonly record: Pick<ConsumedRecord, 'key' | 'headers' | 'value'>;
}

export interface LetterRow {
  readonly id: string;
  readonly status: LetterStatus;
  readonly kind: string;
  readonly handler: string;
  readonly error: LetterError;
  readonly attempts: number;
  readonly redrives: number;
  readonly origin: LetterOrigin;
  readonly key: KeptLetter['message']['key'];
  readonly headers: KeptLetter['message']['headers'];
  readonly value_dropped: boolean;
  readonly first_failed_at: Date;
  readonly last_failed_at: Date;
  readonly decision: (Omit<LetterDecision, 'at'> & { readonly at: string }) | null;
}

/** A row with its message whole. */
export interface WholeLetterRow extends LetterRow {
  readonly value: KeptLetter['message']['value'];
}

export const LETTER_COLUMNS = `id, status, kind, handler, error, attempts, redrives, origin, key, headers, value_dropped,
  first_failed_at, last_failed_at, decision`;

/**
 * The story counts only if it is new: the same letter again (a crash, a topic read anew) finds its row as it is, whatever has been
 * decided since; one that was redriven and has failed once more is open again.
 */
const ARRIVE = `
  INSERT INTO dead_letters AS known (id, kind, handler, error, attempts, redrives, origin, key, headers, value,
                                     value_dropped, first_failed_at, last_failed_at)
  SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[], $4::json[], $5::int[], $6::int[], $7::json[], $8::json[], $9::json[],
                       $10::json[], $11::boolean[], $12::timestamptz[], $13::timestamptz[])
  ON CONFLICT (id) DO UPDATE SET status = 'open', error = excluded.error, attempts = excluded.attempts,
    redrives = excluded.redrives, last_failed_at = excluded.last_failed_at, decision = NULL, decided_at = NULL
  WHERE known.status = 'redriven' AND excluded.redrives >= known.redrives`;

/** Writes each letter of `letters` once, the newest of those that are in it twice. */
export async function keepLetters(transaction: Transaction, letters: readonly ArrivedLetter[]): Promise<void> {
  const newest = new Map<string, ArrivedLetter>();
  for (const letter of letters) {
    const known = newest.get(letter.story.id);
    if (!known || letter.story.redrives > known.story.redrives) newest.set(letter.story.id, letter);
  }
  const rows = [...newest.values()].sort((a, b) => (a.story.id < b.story.id ? -1 : 1));
  const column = <T>(of: (letter: ArrivedLetter) => T): T[] => rows.map(of);
  await transaction.query({
    name: 'keep-dead-letters',
    text: ARRIVE,
    values: [
      column(({ story }) => story.id),
      column(({ record }) => storable(kindOf(originalHeaders(record.headers)))),
      column(({ story }) => storable(story.handler)),
      column(({ story }) => JSON.stringify(story.error)),
      column(({ story }) => story.attempts),
      column(({ story }) => story.redrives),
      column(({ story }) => JSON.stringify(story.origin)),
      column(({ record }) => JSON.stringify(record.key)),
      column(({ record }) => JSON.stringify(originalHeaders(record.headers))),
      column(({ record }) => JSON.stringify(record.value)),
      column(({ story }) => story.isValueDropped),
      column(({ story }) => story.firstFailedAt),
      column(({ story }) => story.lastFailedAt),
    ],
  });
}

/** What PostgreSQL can keep in a text: no NUL, no half of a surrogate pair. */
function storable(text: string): string {
  return Buffer.from(text.replaceAll('\0', '\uFFFD')).toString();
}

/** All of a letter but the value of its message, of which a list may hold too much. */
export type ListedLetter = Omit<KeptLetter, 'message'> & { readonly message: Omit<KeptLetter['message'], 'value'> };

export function toListedLetter(row: LetterRow, group: string): ListedLetter {
  const { id, status, kind, handler, error, attempts, redrives, origin, key, headers, decision } = row;
  return {
    id,
    group,
    status,
    kind,
    handler,
    error,
    attempts,
    redrives,
    origin,
    message: { key, headers },
    isValueDropped: row.value_dropped,
    firstFailedAt: row.first_failed_at,
    lastFailedAt: row.last_failed_at,
    decision: decision && { ...decision, at: new Date(decision.at) },
  };
}

export function toLetter(row: WholeLetterRow, group: string): KeptLetter {
  const letter = toListedLetter(row, group);
  return { ...letter, message: { ...letter.message, value: row.value } };
}

const DECIDE = `
  UPDATE dead_letters SET status = d.status, redrives = d.redrives, decision = d.decision, decided_at = d.decided_at
  FROM unnest($1::uuid[], $2::text[], $3::int[], $4::json[], $5::timestamptz[])
    AS d (id, status, redrives, decision, decided_at)
  WHERE dead_letters.id = d.id`;

/** For decisions: letters come from the topic alone, so saving one changes what was decided about it and nothing else. */
export function deadLettersOf(group: string): Repository<KeptLetter> {
  return {
    name: 'dead_letters',
    async load(transaction: Transaction, ids: readonly string[]) {
      const { rows } = await transaction.query<WholeLetterRow>({
        name: 'load-dead-letters',
        text: `SELECT ${LETTER_COLUMNS}, value FROM dead_letters WHERE id = ANY($1::uuid[]) ORDER BY id FOR UPDATE`,
        values: [ids.filter(isId)],
      });
      return new Map(rows.map((row) => [row.id, toLetter(row, group)]));
    },
    async save(transaction: Transaction, states: ReadonlyMap<string, KeptLetter>) {
      const letters = [...states.values()];
      await transaction.query({
        name: 'decide-dead-letters',
        text: DECIDE,
        values: [
          letters.map(({ id }) => id),
          letters.map(({ status }) => status),
          letters.map(({ redrives }) => redrives),
          letters.map(({ decision }) => JSON.stringify(decision)),
          letters.map(({ decision }) => decision?.at ?? null),
        ],
      });
    },
  };
}
