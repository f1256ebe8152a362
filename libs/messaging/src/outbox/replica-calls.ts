import { newId } from '@shop/kernel';
import type { Pool, PoolClient } from 'pg';
import type { MessagingLog } from '../broker/log.js';

const CHANNEL = 'outbox_relays';

/** `rows`: there is something to send. `shards`: a relay has come, gone or given shards back. */
export type Call = 'rows' | 'shards';

/**
 * How the relays of one service's replicas call each other. A call is a NOTIFY in a statement of its own, never in the transaction
 * that has written the rows: a commit with a notification takes a lock that all such commits of the server wait for.
 */
export class ReplicaCalls {
  private readonly id = newId();
  private under: Promise<void> | undefined;
  private isWantedAgain = false;

  constructor(
    private readonly pool: Pool,
    private readonly log: MessagingLog,
  ) {}

  /** Hears the others, not itself, for as long as the session of `client` lasts. */
  async listen(client: PoolClient, onCall: (call: Call) => void): Promise<void> {
    client.on('notification', ({ payload }) => {
      const [call, from] = (payload ?? '').split(' ');
      if (from !== this.id) onCall(call === 'shards' ? 'shards' : 'rows');
    });
    await client.query(`LISTEN ${CHANNEL}`);
  }

  async announceShards(client: PoolClient): Promise<void> {
    await client.query(`NOTIFY ${CHANNEL}, 'shards ${this.id}'`);
  }

  /** One at a time; however often it is called meanwhile, one more follows. Failing is harmless: relays look by themselves too. */
  announceRows(): void {
    if (this.under) {
      this.isWantedAgain = true;
      return;
    }
    this.under = this.pool
      .query(`NOTIFY ${CHANNEL}, 'rows ${this.id}'`)
      .then(
        () => undefined,
        (error: unknown) => this.log.warn('outbox relay: other replicas could not be called', { err: error }),
      )
      .finally(() => {
        this.under = undefined;
        if (!this.isWantedAgain) return;
        this.isWantedAgain = false;
        this.announceRows();
      });
  }

  /** Resolves when no call is under way. */
  async settled(): Promise<void> {
    while (this.under) await this.under;
  }
}
