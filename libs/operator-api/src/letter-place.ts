import { deadLetterId, deadLetterPosition, decodeCursor, encodeCursor } from '@shop/api-contracts';
import type { DeadLetter, Upstream } from '@shop/api-contracts';
import { notFound } from '@shop/kernel';

/** Above every uuid. */
const BEFORE_ALL_IDS = 'g';
/** Below every uuid. */
const AFTER_ALL_IDS = '';

/** Where a list that several services share goes on in the letters of this one, which are in order of last failure and id. */
export function placeAfter(cursor: string | undefined, service: Upstream) {
  if (cursor === undefined) return undefined;
  const [lastFailedAt, after] = decodeCursor(cursor, deadLetterPosition);
  return { lastFailedAt: new Date(lastFailedAt), id: ownPlace(after, service) };
}

/** Of letters that failed at one moment, those of the services come one service after the other: backwards, like their ids. */
function ownPlace(after: string, service: Upstream): string {
  const own = deadLetterId(service, '');
  if (after.startsWith(own)) return after.slice(own.length);
  return after < own ? AFTER_ALL_IDS : BEFORE_ALL_IDS;
}

export function cursorAfter({ lastFailedAt, id }: Pick<DeadLetter, 'lastFailedAt' | 'id'>): string {
  return encodeCursor([lastFailedAt, id]);
}

/** @throws AppError `dead-letter.not-found` for the id of another service's letter, or of none */
export function ownLetterId(id: string, service: Upstream): string {
  const own = deadLetterId(service, '');
  if (!id.startsWith(own)) throw notFound('dead-letter', id);
  return id.slice(own.length);
}
