import type { Pool } from 'pg';
import type { MessagingLog } from '../broker/log.js';
import { cleanInbox } from './inbox.js';

const EVERY_MS = 10 * 60_000;

/** Keeps the inbox from growing for ever. Several replicas may clean at once; they delete different rows or none. */
export class InboxCleaning {
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly pool: Pool,
    private readonly log: MessagingLog,
    private readonly retentionMs: number,
  ) {}

  start(): void {
    this.timer ??= setInterval(() => void this.clean(), EVERY_MS).unref();
  }

  stop(): void {
    clearInterval(this.timer);
  }

  private async clean(): Promise<void> {
    try {
      while ((await cleanInbox(this.pool, this.retentionMs)) > 0);
    } catch (err) {
      this.log.warn('The inbox could not be cleaned, will try again', { err });
    }
  }
}
