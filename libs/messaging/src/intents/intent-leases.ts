import type { Pool } from 'pg';
import type { MessagingLog } from '../broker/log.js';
import { leaseIntents } from './intent-rows.js';

/**
 * The leases that this process holds, renewed while it lives: most calls have ended long before their first renewal, so it writes
 * nothing for them. A process that dies or hangs renews nothing, and others may take its intents over.
 */
export class IntentLeases {
  /** By intent, when its lease ends, in milliseconds since the epoch; by our clock, and measured from before it was written. */
  private readonly ends = new Map<string, number>();
  private readonly timer: NodeJS.Timeout;

  constructor(
    private readonly pool: Pool,
    private readonly log: MessagingLog,
    private readonly leaseMs: number,
  ) {
    this.timer = setInterval(() => void this.renew(), leaseMs / 4).unref();
  }

  hold(intents: readonly { readonly id: string }[]): void {
    const end = Date.now() + this.leaseMs;
    for (const { id } of intents) this.ends.set(id, end);
  }

  drop(id: string): void {
    this.ends.delete(id);
  }

  held(): readonly string[] {
    return [...this.ends.keys()];
  }

  /** Others may have them at once. */
  async release(intents: readonly { readonly id: string }[]): Promise<void> {
    const ids = intents.map(({ id }) => id);
    for (const id of ids) this.drop(id);
    if (ids.length > 0) await this.lease(ids, 0);
  }

  stop(): void {
    clearInterval(this.timer);
  }

  private async renew(): Promise<void> {
    const soon = Date.now() + this.leaseMs / 2;
    const ids = [...this.ends].filter(([, end]) => end < soon).map(([id]) => id);
    if (ids.length === 0) return;
    await this.lease(ids, this.leaseMs);
    const end = Date.now() + this.leaseMs;
    for (const id of ids) if (this.ends.has(id)) this.ends.set(id, end);
  }

  private async lease(ids: readonly string[], leaseMs: number): Promise<void> {
    try {
      await leaseIntents(this.pool, ids, leaseMs);
    } catch (err) {
      this.log.warn('intents: leases could not be renewed; others may make the same calls', {
        err,
        intents: ids.length,
      });
    }
  }
}
