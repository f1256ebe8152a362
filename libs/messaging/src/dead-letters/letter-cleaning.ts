import type { Pool } from 'pg';
import type { MessagingLog } from '../broker/log.js';
import { forgetDecided } from './dead-letter-queries.js';

const EVERY_MS = 10 * 60_000;

/** Forgets letters long after somebody has decided on them. Open ones stay, for as long as nobody has. */
export class LetterCleaning {
  private timer: NodeJS.Timeout | undefined;
  private cleaning: Promise<void> | undefined;

  constructor(
    private readonly pool: Pool,
    private readonly log: MessagingLog,
    private readonly retentionMs: number,
  ) {}

  start(): void {
    this.timer ??= setInterval(() => {
      this.cleaning ??= this.clean().finally(() => (this.cleaning = undefined));
    }, EVERY_MS).unref();
  }

  async stop(): Promise<void> {
    clearInterval(this.timer);
    await this.cleaning;
  }

  private async clean(): Promise<void> {
    try {
      while ((await forgetDecided(this.pool, this.retentionMs)) > 0);
    } catch (err) {
      this.log.warn('Decided dead letters could not be cleaned away, will try again', { err });
    }
  }
}
