import type { Journal, Transaction } from '@shop/group-commit';
import type { Pool } from 'pg';

/** Sets the time by which a saga must have ended, or clears it (`dueAt: null`) when it has. */
export interface DeadlineChange {
  readonly sagaId: string;
  readonly dueAt: Date | null;
}

/** Deadlines are rows, not timers: they outlive the process that set them. */
export const deadlines: Journal<DeadlineChange> = {
  name: 'saga_deadlines',
  async append(transaction: Transaction, changes: readonly DeadlineChange[]): Promise<void> {
    // The last change of a saga in the group counts.
    const latest = new Map(changes.map(({ sagaId, dueAt }) => [sagaId, dueAt]));
    const set = [...latest].filter(([, dueAt]) => dueAt !== null);
    const cleared = [...latest].filter(([, dueAt]) => dueAt === null).map(([sagaId]) => sagaId);
    if (set.length > 0) {
      await transaction.query({
        name: 'set-deadlines',
        text: `INSERT INTO saga_deadlines (saga_id, due_at) SELECT * FROM unnest($1::text[], $2::timestamptz[])
               ON CONFLICT (saga_id) DO UPDATE SET due_at = excluded.due_at`,
        values: [set.map(([sagaId]) => sagaId), set.map(([, dueAt]) => dueAt)],
      });
    }
    if (cleared.length > 0) {
      await transaction.query({
        name: 'clear-deadlines',
        text: 'DELETE FROM saga_deadlines WHERE saga_id = ANY($1)',
        values: [cleared],
      });
    }
  },
};

export interface WatchdogSettings {
  readonly everyMs?: number;
  readonly batch?: number;
}

/**
 * Finds sagas that are past their deadline and has them timed out. `timeOut` must clear the deadline in its transaction and be
 * harmless for a saga that has ended: with several replicas two watchdogs may find the same one.
 */
export class DeadlineWatchdog {
  private timer: NodeJS.Timeout | undefined;
  private round: Promise<void> | undefined;

  constructor(
    private readonly pool: Pool,
    private readonly timeOut: (sagaId: string) => Promise<unknown>,
    private readonly onError: (error: unknown) => void,
    private readonly settings: WatchdogSettings = {},
  ) {}

  start(): void {
    const everyMs = this.settings.everyMs ?? 1_000;
    this.timer ??= setInterval(() => {
      this.round ??= this.check()
        .catch(this.onError)
        .finally(() => (this.round = undefined));
    }, everyMs);
  }

  async stop(): Promise<void> {
    clearInterval(this.timer);
    await this.round;
  }

  private async check(): Promise<void> {
    const { rows } = await this.pool.query<{ saga_id: string }>({
      name: 'due-deadlines',
      text: 'SELECT saga_id FROM saga_deadlines WHERE due_at <= now() ORDER BY due_at LIMIT $1',
      values: [this.settings.batch ?? 100],
    });
    await Promise.all(rows.map(({ saga_id: sagaId }) => this.timeOut(sagaId)));
  }
}
