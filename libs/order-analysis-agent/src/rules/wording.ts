/** "3 seconds", "2 minutes", "5 hours", "4 days": as exact as anybody wants it. */
export function durationText(ms: number): string {
  const seconds = ms / 1_000;
  if (seconds < 120) return counted(Math.round(seconds), 'second');
  if (seconds < 7_200) return counted(Math.round(seconds / 60), 'minute');
  if (seconds < 172_800) return counted(Math.round(seconds / 3_600), 'hour');
  return counted(Math.floor(seconds / 86_400), 'day');
}

export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** "a", "a and b", "a, b and c". */
export function listed(words: readonly string[]): string {
  return words.length < 2 ? (words[0] ?? '') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}

/** "21 November 2026 at 14:02 UTC". */
export function timeText(instant: string): string {
  const at = new Date(instant);
  const day = at.toLocaleDateString('en-GB', { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' });
  return `${day} at ${at.toISOString().slice(11, 16)} UTC`;
}

/** `payment-service` is "payment". */
export function serviceText(service: string): string {
  return service.replace(/-service$/, '');
}
