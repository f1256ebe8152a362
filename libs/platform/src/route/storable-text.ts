import type { FieldFault } from '@shop/kernel';

/**
 * The texts in a parsed value that PostgreSQL could not store: it keeps no NUL in a text, and half a surrogate pair is nothing in
 * UTF-8. Found here they are a fault of the request; found by the database, one of ours.
 */
export function unstorableTexts(value: unknown, path: readonly string[]): readonly FieldFault[] {
  if (typeof value === 'string') {
    const isStorable = !value.includes('\0') && !/\p{Surrogate}/u.test(value);
    return isStorable ? [] : [{ path: path.join('.'), message: 'There is a character that no text can have.' }];
  }
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, part]) => unstorableTexts(part, [...path, key]));
}
