import type { Pool } from 'pg';
import type { MessagingLog } from '../broker/log.js';
import { Wakeable } from '../wakeable.js';
import { cleanInbox } from './inbox.js';

export interface InboxCleaningSettings {
  /** Milliseconds after which a handled event is forgotten. */
  readonly retentionMs: number;
  /** Milliseconds from the start to the first run: replicas that are restarted all the time clean too. */
  readonly firstAfterMs?: number;
  /** Milliseconds between runs. */
  readonly everyMs?: number;
  /** The most rows that go at once. */
  readonly batch?: number;
}

/** Keeps the inbox from growing for ever, a batch at a time, with pauses in which others get to the database. */
export class InboxCleaning {
  private readonly wakeable = new Wakeable();
  private stopping = false;
  private loop: Promise<void> | undefined;

  constructor(
    private readonly pool: Pool,
    private readonly log: MessagingLog,
    private readonly settings: InboxCleaningSettings,
  ) {}

  start(): void {
    this.loop ??= this.run();
  }

  /** Waits for a batch that is being deleted. */
  async stop(): Promise<void> {
    this.stopping = true;
    this.wakeable.wake();
    await this.loop;
  }

  private async run(): Promise<void> {
    const { firstAfterMs = 10_000, everyMs = 10 * 60_000 } = this.settings;
    await this.wakeable.sleep(firstAfterMs);
    while (!this.stopping) {
      await this.clean();
      if (!this.stopping) await this.wakeable.sleep(everyMs);
    }
  }

  private async clean(): Promise<void> {
    const { retentionMs, batch = 5_000 } = this.settings;
    try {
      for (;;) {
        const startedAt = Date.now();
        if ((await cleanInbox(this.pool, retentionMs, batch)) < batch || this.stopping) return;
        // Never more than half of the time.
        await this.wakeable.sleep(Date.now() - startedAt);
      }
    } catch (err) {
      this.log.warn('The inbox could not be cleaned, will try again', { err });
    }
  }
}
