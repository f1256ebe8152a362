import { runInContext } from '@shop/kernel';
import { backoffDelay } from '@shop/resilience';
import type { BackoffShape } from '@shop/resilience';
import type { Pool } from 'pg';
import type { MessagingLog } from '../broker/log.js';
import { intentSpan } from '../tracing/message-spans.js';
import { Wakeable } from '../wakeable.js';
import type { IntentLeases } from './intent-leases.js';
import type { IntentMetrics } from './intent-metrics.js';
import { claimIntents, postponeIntent } from './intent-rows.js';
import type { ClaimedIntent } from './intent-rows.js';
import type { Intent } from './intents.js';

/**
 * Makes the call and submits its outcome. `intent.id` is the idempotency key towards the outside. Throws when there is no outcome
 * yet (unavailable, timed out): it is called again later, for ever.
 */
export type IntentHandler<Payload> = (payload: Payload, intent: ClaimedIntent) => Promise<void>;

/** What the lanes of one runner share. */
export interface LaneSurroundings {
  readonly pool: Pool;
  readonly log: MessagingLog;
  readonly leases: IntentLeases;
  readonly metrics: IntentMetrics | undefined;
  readonly leaseMs: number;
  readonly pollMs: number;
}

export interface LaneLimits {
  /** How many calls run at once. */
  readonly concurrency: number;
  /** How many may wait in memory; more wait in the table, and are found once their lease has run out. */
  readonly mostWaiting: number;
  readonly backoff: BackoffShape;
}

/** Intents of some kinds, and the calls for them: a few at once, and never so many that other lanes have to wait. */
export class IntentLane {
  private readonly handlers = new Map<string, IntentHandler<unknown>>();
  private readonly waiting: ClaimedIntent[] = [];
  private readonly running = new Set<Promise<void>>();
  private readonly wakeable = new Wakeable();
  private stopping = false;
  private mayBeMore = false;
  private loop: Promise<void> | undefined;

  constructor(
    private readonly around: LaneSurroundings,
    private readonly limits: LaneLimits,
  ) {}

  handle(kind: string, handler: IntentHandler<unknown>): void {
    this.handlers.set(kind, handler);
  }

  start(): void {
    if (this.handlers.size > 0) this.loop ??= this.run();
  }

  /** What this process has just committed, and holds the leases of. Those of other lanes are passed over. */
  offer(written: readonly Intent[]): void {
    if (this.loop === undefined || this.stopping) return;
    const ours = written.filter(({ kind }) => this.handlers.has(kind));
    const room = Math.max(0, this.limits.mostWaiting - this.waiting.length);
    this.take(ours.slice(0, room).map((intent) => ({ ...intent, attempt: 1 })));
  }

  /** Takes nothing new, lets go of what waits and waits for the calls that run. */
  async stop(): Promise<void> {
    this.stopping = true;
    this.wakeable.wake();
    await this.loop;
    await this.around.leases.release(this.waiting.splice(0));
    await Promise.all(this.running);
  }

  private async run(): Promise<void> {
    while (!this.stopping) {
      const free = this.limits.concurrency - this.running.size - this.waiting.length;
      const claimed = free > 0 ? await this.claim(free) : [];
      this.take(claimed);
      this.mayBeMore = claimed.length >= free;
      // Until the poll, or until a call has ended where there may be more.
      if (free <= 0 || !this.mayBeMore) await this.wakeable.sleep(this.around.pollMs);
    }
  }

  private async claim(limit: number): Promise<ClaimedIntent[]> {
    const { pool, leases, leaseMs, log } = this.around;
    try {
      return await claimIntents(pool, { kinds: [...this.handlers.keys()], limit, leaseMs, except: leases.held() });
    } catch (error) {
      log.warn('intents: the database does not answer, will try again', { err: error });
      return [];
    }
  }

  private take(intents: readonly ClaimedIntent[]): void {
    this.around.leases.hold(intents);
    this.waiting.push(...intents);
    this.launchWaiting();
  }

  private launchWaiting(): void {
    while (this.running.size < this.limits.concurrency && !this.stopping) {
      const intent = this.waiting.shift();
      if (intent === undefined) return;
      const call = this.call(intent).finally(() => {
        this.running.delete(call);
        this.launchWaiting();
        if (this.mayBeMore && this.waiting.length === 0) this.wakeable.wake();
      });
      this.running.add(call);
    }
  }

  private async call(intent: ClaimedIntent): Promise<void> {
    const { leases, metrics } = this.around;
    const { id, kind, payload, causationId, correlationId, traceparent } = intent;
    const context = {
      causationId,
      trigger: { kind: 'intent', id },
      // Whatever the shop asks of the outside world it asks for an order, in the order's saga.
      ...(correlationId && { correlationId, orderId: correlationId }),
      ...(traceparent && { traceparent }),
    } as const;
    const startedAt = performance.now();
    try {
      const call = async () => this.handlers.get(kind)?.(payload, intent);
      await runInContext(context, () => intentSpan(kind, intent.attempt, call));
      leases.drop(id);
      metrics?.called(kind, 'ended', performance.now() - startedAt);
    } catch (error) {
      leases.drop(id);
      metrics?.called(kind, 'postponed', performance.now() - startedAt);
      await runInContext(context, () => this.postpone(intent, error));
    }
  }

  private async postpone({ id, kind, attempt }: ClaimedIntent, error: unknown): Promise<void> {
    const { pool, log } = this.around;
    const delayMs = backoffDelay(attempt, this.limits.backoff);
    log.warn('intent: no outcome yet, will ask again', { err: error, intent: id, kind, attempt, delayMs });
    try {
      await postponeIntent(pool, { id, attempt, delayMs, error });
      setTimeout(() => this.wakeable.wake(), delayMs + 1).unref();
    } catch (failed) {
      log.warn('intent: could not be postponed, its lease will run out', { err: failed, intent: id });
    }
  }
}
