import type { Conversation } from './conversation.js';

/** Puts what the conversation has told in place of `{{…}}`, everywhere in a JSON value. An id that nobody has named becomes "unknown". */
export function fillIn<T>(value: T, seen: Conversation): T {
  return filled(value, seen) as T;
}

function filled(value: unknown, seen: Conversation): unknown {
  if (typeof value === 'string') return inText(value, seen);
  if (Array.isArray(value)) {
    return value.flatMap((item): readonly unknown[] =>
      item === '{{evidence}}' ? seen.evidence : [filled(item, seen)],
    );
  }
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, of]) => [name, filled(of, seen)]));
}

function inText(text: string, { ids, evidence }: Conversation): string {
  return text
    .replaceAll('{{orderId}}', ids.orderId ?? 'unknown')
    .replaceAll('{{customerId}}', ids.customerId ?? 'unknown')
    .replaceAll('{{evidence}}', evidence.join(', '));
}
