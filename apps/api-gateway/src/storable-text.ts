import type { FieldFault } from '@shop/kernel';

const loneSurrogate = /\p{Surrogate}/u;

/**
 * Faults for strings that PostgreSQL can keep neither as text nor as JSON: with U+0000, or with half of a surrogate pair. No
 * schema forbids them field by field, and a service would answer 500.
 */
export function unstorableTexts(value: unknown, path = ''): readonly FieldFault[] {
  if (typeof value === 'string') {
    const isStorable = !value.includes('\0') && !loneSurrogate.test(value);
    return isStorable ? [] : [{ path, message: 'contains a character that cannot be stored' }];
  }
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, part]) => unstorableTexts(part, path ? `${path}.${key}` : key));
}
