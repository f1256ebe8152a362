import { invalid } from '@shop/kernel';
import type { z } from 'zod';

/** Where the next page begins, as a string that clients hand back unread. `position` is any JSON value. */
export function encodeCursor(position: unknown): string {
  return Buffer.from(JSON.stringify(position)).toString('base64url');
}

/**
 * The position in a cursor that a client handed back. It may have been tampered with, so it is parsed like any other input.
 * @throws AppError `cursor.invalid` (kind invalid) for anything but a cursor of this list.
 */
export function decodeCursor<Position>(cursor: string, position: z.ZodType<Position>): Position {
  const parsed = position.safeParse(readJson(cursor));
  if (parsed.success) return parsed.data;
  throw invalid('cursor.invalid', 'The cursor is not one of this list.', [
    { path: 'query.cursor', message: 'not a cursor of this list' },
  ]);
}

/** `undefined` for what isn't JSON: no schema of a position accepts it. */
function readJson(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  } catch {
    return undefined;
  }
}
