/** A map that forgets its oldest entries beyond `limit`, so that a simulator that runs for weeks stays small. */
export class Recent<Key, Value> {
  private readonly entries = new Map<Key, Value>();

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
    const [oldest] = this.entries.keys();
    if (oldest !== undefined) this.entries.delete(oldest);
  }

  delete(key: Key): void {
    this.entries.delete(key);
  }

  clear(): void {
    this.entries.clear();
  }

  oldestFirst(): Value[] {
    return [...this.entries.values()];
  }

  newestFirst(): Value[] {
    return this.oldestFirst().reverse();
  }
}
