import { conflict } from '@shop/kernel';
import type { AppError } from '@shop/kernel';
import type { BrokerRecord } from '../broker/broker.js';
import { LARGEST_VALUE_BYTES } from '../outbox/outbox.js';
import type { LetterStory } from './letter-headers.js';

/** `open`: somebody should look at it. `redriven`: put back; it comes back as open if it fails again. `discarded`: done with. */
export type LetterStatus = 'open' | 'redriven' | 'discarded';

/** What an operator has decided on a letter. */
export interface LetterDecision {
  readonly at: Date;
  /** The operator's user id. */
  readonly by: string;
  readonly reason: string | null;
}

/** A message that its handler could not handle, as the operators' desk keeps it. */
export interface KeptLetter extends LetterStory {
  readonly status: LetterStatus;
  /** The event's type, or {@link UNREADABLE}. */
  readonly kind: string;
  readonly decision: LetterDecision | null;
  /** As it first came: without the headers that tell the story. */
  readonly message: Pick<BrokerRecord, 'key' | 'headers' | 'value'>;
}

/** The kind of a message that does not say what it is. */
export const UNREADABLE = 'unreadable';

export function kindOf(headers: BrokerRecord['headers']): string {
  return headers['ce_type'] || UNREADABLE;
}

/** @throws AppError `conflict`: `dead-letter.not-open`, or for a message that cannot be what it was any more */
export function redriven(letter: KeptLetter, decision: LetterDecision): KeptLetter {
  const refusal = whyNotRedriven(letter);
  if (refusal) throw refusal;
  return { ...letter, status: 'redriven', redrives: letter.redrives + 1, decision };
}

/** @throws AppError `conflict` `dead-letter.not-open` */
export function discarded(letter: KeptLetter, decision: LetterDecision): KeptLetter {
  if (letter.status !== 'open') throw notOpen(letter);
  return { ...letter, status: 'discarded', decision };
}

export function whyNotRedriven(letter: KeptLetter): AppError | undefined {
  const { status, message, isValueDropped } = letter;
  if (status !== 'open') return notOpen(letter);
  if (isValueDropped || Buffer.byteLength(message.value ?? '') > LARGEST_VALUE_BYTES) {
    return conflict('dead-letter.too-large', 'The message is too large to be put back.');
  }
  // PostgreSQL, which holds what is to be sent, keeps no NUL in a text.
  const texts = [message.key, message.value, ...Object.entries(message.headers).flat()];
  if (texts.some((text) => text?.includes('\0'))) {
    return conflict('dead-letter.not-text', 'The message is not text, so it cannot be put back as it was.');
  }
  return undefined;
}

function notOpen({ status }: KeptLetter): AppError {
  return conflict('dead-letter.not-open', `The dead letter is ${status} already.`);
}
