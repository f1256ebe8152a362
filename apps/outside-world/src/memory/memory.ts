import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { OnApplicationShutdown, OnModuleInit } from '@nestjs/common';
import { Journal, replayJournal, rewriteJournal } from './journal.js';
import { Recent } from './recent.js';

/** An entry that was set, or a shelf that was emptied. Applying the same again changes nothing. */
type Change = readonly [shelf: string, key: string, value: unknown] | readonly [shelf: string];

/** How many times more changes than entries a journal may hold before it is written anew, at the start. */
const SLACK = 2;

/**
 * All that the outside world remembers, shelf by shelf. With a directory every change is in a journal there before anybody can
 * be told of it, and the next process begins with what this one knew. One process at a time may use a directory.
 */
export class Memory implements OnModuleInit, OnApplicationShutdown {
  private readonly shelves = new Map<string, Recent<string, unknown>>();
  private journal: Journal | undefined;
  private changes: Change[] = [];
  private grouping = false;

  /** `directory` undefined: all is gone with the process. */
  constructor(private readonly directory?: string) {}

  /** A new shelf; its values are plain JSON. The name is the one in the journal. Only before `onModuleInit`, which fills it. */
  shelf<Value>(name: string, limit: number): Recent<string, Value> {
    const shelf = new Shelf<Value>(limit, (...entry) => this.note([name, ...entry]));
    this.shelves.set(name, shelf);
    return shelf;
  }

  /**
   * Makes one record of all that `work` (synchronous) changes, also when it throws: after a kill either all of it is known or
   * nothing. A charge whose idempotency key has been forgotten would be made twice.
   */
  together<T>(work: () => T): T {
    if (this.grouping) return work();
    this.grouping = true;
    try {
      return work();
    } finally {
      this.grouping = false;
      this.write();
    }
  }

  // By then every book has its shelves, and nothing listens yet.
  onModuleInit(): void {
    if (this.directory === undefined) return;
    mkdirSync(this.directory, { recursive: true });
    const path = join(this.directory, 'journal.ndjson');
    let replayed = 0;
    replayJournal(path, (record) => {
      // What is in the file was written by `write`.
      for (const change of record as readonly Change[]) this.replay(change);
      replayed += (record as readonly Change[]).length;
    });
    const entries = [...this.shelves.values()].reduce((sum, { size }) => sum + size, 0);
    if (replayed > SLACK * entries) rewriteJournal(path, this.everything());
    this.journal = new Journal(path);
  }

  // The last of the hooks: nobody calls any more.
  onApplicationShutdown(): void {
    this.journal?.close();
    this.journal = undefined;
  }

  private note(change: Change): void {
    if (!this.journal) return;
    this.changes.push(change);
    if (!this.grouping) this.write();
  }

  private write(): void {
    if (this.changes.length > 0) this.journal?.add(this.changes);
    this.changes = [];
    // Also when there is nothing new: what is repeated may be something whose write failed.
    this.journal?.write();
  }

  private replay([name, ...entry]: Change): void {
    const shelf = this.shelves.get(name);
    const [key, value] = entry;
    if (key === undefined) shelf?.clear();
    else shelf?.set(key, value);
  }

  private *everything(): Generator<readonly Change[]> {
    for (const [name, shelf] of this.shelves) {
      for (const [key, value] of shelf.entriesOldestFirst()) yield [[name, key, value]];
    }
  }
}

/** Tells of its changes. What it forgets beyond its limit it need not tell: a replay forgets the same. */
class Shelf<Value> extends Recent<string, Value> {
  constructor(
    limit: number,
    private readonly changed: (...entry: [key: string, value: Value] | []) => void,
  ) {
    super(limit);
  }

  override set(key: string, value: Value): void {
    super.set(key, value);
    this.changed(key, value);
  }

  override clear(): void {
    super.clear();
    this.changed();
  }
}
