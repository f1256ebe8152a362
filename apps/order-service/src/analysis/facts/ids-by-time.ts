/** An order's id is made moments before the order is placed, perhaps by another clock. */
const SLACK_MS = 60_000;

/** Ids are UUIDv7, so an index on them finds a time: below every id of an order that was placed then or later. */
export function firstIdAt(time: Date): string {
  return `${prefixAt(time.getTime() - SLACK_MS)}-7000-8000-000000000000`;
}

/** Above every id of an order that was placed then or earlier. */
export function lastIdAt(time: Date): string {
  return `${prefixAt(time.getTime() + SLACK_MS)}-7fff-bfff-ffffffffffff`;
}

function prefixAt(ms: number): string {
  const hex = Math.max(0, ms).toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}`;
}
