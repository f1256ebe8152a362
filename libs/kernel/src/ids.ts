import { v7 } from 'uuid';

/** A UUID version 7 (RFC 9562): sorts by the time at which it was made, so indexes on it stay dense. */
export function newId(): string {
  return v7();
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

export function isId(value: string): boolean {
  return UUID.test(value);
}
