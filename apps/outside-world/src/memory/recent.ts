/** A map that forgets its oldest entries beyond `limit`, so that a simulator that runs for weeks stays small. */
export class Recent<Key, Value> {
  private readonly entries = new Map<Key, Value>();
  // One iterator for good, as it remembers how far the oldest are gone: a new one would walk over all their gaps every time.
  private readonly oldest = this.entries.keys();

  constructor(private readonly limit: number) {}

  get size(): number {
    return this.entries.size;
  }

  get(key: Key): Value | undefined {
    return this.entries.get(key);
  }

  /** Replacing a value leaves the entry as old as it was. */
  set(key: Key, value: Value): void {
    this.entries.set(key, value);
    if (this.entries.size <= this.limit) return;
    const { value: oldest, done } = this.oldest.next();
    if (!done) this.entries.delete(oldest);
  }

  clear(): void {
    this.entries.clear();
  }

  entriesOldestFirst(): Iterable<readonly [Key, Value]> {
    return this.entries.entries();
  }

  oldestFirst(): Value[] {
    return [...this.entries.values()];
  }

  newestFirst(): Value[] {
    return this.oldestFirst().reverse();
  }
}
