import type { Journal, Transaction } from '@shop/group-commit';
import { newId, runInContext } from '@shop/kernel';
import { span, SpanKind } from '@shop/telemetry';
import type { Pool } from 'pg';

/** Sets the time by which a saga must have ended, or clears it (`dueAt: null`) when it has. */
export interface DeadlineChange {
  readonly sagaId: string;
  readonly dueAt: Date | null;
  /** Of the work that sets it: what happens when it has passed belongs to the same trace. */
  readonly traceparent?: string | undefined;
}

/** Deadlines are rows, not timers: they outlive the process that set them. */
export const deadlines: Journal<DeadlineChange> = {
  name: 'saga_deadlines',
  async append(transaction: Transaction, changes: readonly DeadlineChange[]): Promise<void> {
    // The last change of a saga in the group counts.
    const latest = [...new Map(changes.map((change) => [change.sagaId, change])).values()];
    const set = latest.filter(({ dueAt }) => dueAt !== null);
    const cleared = latest.filter(({ dueAt }) => dueAt === null).map(({ sagaId }) => sagaId);
    if (set.length > 0) {
      await transaction.query({
        name: 'set-traced-deadlines',
        text: `INSERT INTO saga_deadlines (saga_id, due_at, traceparent)
               SELECT * FROM unnest($1::text[], $2::timestamptz[], $3::text[])
               ON CONFLICT (saga_id) DO UPDATE SET due_at = excluded.due_at, traceparent = excluded.traceparent`,
        values: [
          set.map(({ sagaId }) => sagaId),
          set.map(({ dueAt }) => dueAt),
          set.map(({ traceparent }) => traceparent ?? null),
        ],
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

/**
 * Gives every open saga at least `ms` from now: the time in which the shop was down is nobody's delay. Without it a long outage would end
 * by timing out all that was open. @returns how many deadlines have moved
 */
export async function grantTime(pool: Pick<Pool, 'query'>, ms: number): Promise<number> {
  const { rowCount } = await pool.query(
    `UPDATE saga_deadlines SET due_at = now() + $1 * interval '1 millisecond'
     WHERE due_at < now() + $1 * interval '1 millisecond'`,
    [ms],
  );
  return rowCount ?? 0;
}

export interface WatchdogSettings {
  readonly everyMs?: number;
  readonly batch?: number;
}

interface DueDeadline {
  readonly saga_id: string;
  readonly traceparent: string | null;
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
    const { rows } = await this.pool.query<DueDeadline>({
      name: 'due-traced-deadlines',
      text: 'SELECT saga_id, traceparent FROM saga_deadlines WHERE due_at <= now() ORDER BY due_at LIMIT $1',
      values: [this.settings.batch ?? 100],
    });
    await Promise.all(rows.map((due) => this.timeOutTraced(due)));
  }

  /** Nothing but time has led to this, so what it leads to has a cause of its own. */
  private timeOutTraced({ saga_id: sagaId, traceparent }: DueDeadline): Promise<unknown> {
    // The shop has one saga, that of the order.
    const context = {
      causationId: newId(),
      correlationId: sagaId,
      orderId: sagaId,
      ...(traceparent && { traceparent }),
    };
    return runInContext(context, () =>
      span(
        'deadline',
        () => ({ kind: SpanKind.INTERNAL, attributes: { 'shop.saga': sagaId } }),
        () => this.timeOut(sagaId),
      ),
    );
  }
}
