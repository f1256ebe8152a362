import { runInContext } from '@shop/kernel';
import { backoffDelay } from '@shop/resilience';
import type { Metrics } from '@shop/telemetry';
import type { Pool } from 'pg';
import type { MessagingLog } from '../broker/log.js';
import { intentSpan } from '../tracing/message-spans.js';
import { Wakeable } from '../wakeable.js';
import { IntentLeases } from './intent-leases.js';
import { IntentMetrics } from './intent-metrics.js';
import { claimIntents, postponeIntent } from './intent-rows.js';
import type { ClaimedIntent } from './intent-rows.js';
import { INTENT_LEASE_MS } from './intents.js';
import type { Intent } from './intents.js';

/**
 * Makes the call and submits its outcome. `intent.id` is the idempotency key towards the outside. Throws when there is no outcome
 * yet (unavailable, timed out): it is called again later, for ever.
 */
export type IntentHandler<Payload> = (payload: Payload, intent: ClaimedIntent) => Promise<void>;

export interface IntentRunnerSettings {
  /** How many calls run at once. */
  readonly concurrency?: number;
  /** Milliseconds after which somebody else may make the calls of a process that has died. */
  readonly leaseMs?: number;
  readonly pollMs?: number;
  readonly metrics?: Metrics;
}

const BACKOFF = { initialMs: 100, maxMs: 10_000 };

/** More than this wait in the table, not in memory: they are found once their lease has run out. */
const MOST_WAITING = 2_000;

/**
 * Makes the calls that the intents of one service ask for: those that this process has written at once, those of others when their
 * lease has run out. Several replicas share the work without knowing each other.
 */
export class IntentRunner {
  private readonly handlers = new Map<string, IntentHandler<unknown>>();
  private readonly waiting: ClaimedIntent[] = [];
  private readonly running = new Set<Promise<void>>();
  private readonly leases: IntentLeases;
  private readonly metrics: IntentMetrics | undefined;
  private readonly wakeable = new Wakeable();
  private readonly concurrency: number;
  private readonly leaseMs: number;
  private readonly pollMs: number;
  private stopping = false;
  private mayBeMore = false;
  private loop: Promise<void> | undefined;

  constructor(
    private readonly pool: Pool,
    private readonly log: MessagingLog,
    settings: IntentRunnerSettings = {},
  ) {
    this.concurrency = settings.concurrency ?? 32;
    this.leaseMs = settings.leaseMs ?? INTENT_LEASE_MS;
    this.pollMs = settings.pollMs ?? 500;
    this.leases = new IntentLeases(pool, log, this.leaseMs);
    this.metrics = settings.metrics && new IntentMetrics(settings.metrics, pool, () => this.handlers.keys());
  }

  /** Who makes the calls of a kind. Before `start`. */
  handle<Payload>(kind: string, handler: IntentHandler<Payload>): void {
    this.handlers.set(kind, handler as IntentHandler<unknown>);
  }

  start(): void {
    if (this.handlers.size > 0) this.loop ??= this.run();
  }

  /** What this process has just committed, and holds the leases of. */
  offer(written: readonly Intent[]): void {
    if (this.loop === undefined || this.stopping) return;
    const ours = written.filter(({ kind }) => this.handlers.has(kind));
    this.take(ours.slice(0, MOST_WAITING - this.waiting.length).map((intent) => ({ ...intent, attempt: 1 })));
  }

  /** Takes nothing new, lets go of what waits and waits for the calls that run. */
  async stop(): Promise<void> {
    this.stopping = true;
    this.wakeable.wake();
    await this.loop;
    await this.leases.release(this.waiting.splice(0));
    await Promise.all(this.running);
    this.leases.stop();
  }

  private async run(): Promise<void> {
    while (!this.stopping) {
      const free = this.concurrency - this.running.size - this.waiting.length;
      const claimed = free > 0 ? await this.claim(free) : [];
      this.take(claimed);
      this.mayBeMore = claimed.length >= free;
      // Until the poll, or until a call has ended where there may be more.
      if (free <= 0 || !this.mayBeMore) await this.wakeable.sleep(this.pollMs);
    }
  }

  private async claim(limit: number): Promise<ClaimedIntent[]> {
    try {
      const { leaseMs } = this;
      return await claimIntents(this.pool, {
        kinds: [...this.handlers.keys()],
        limit,
        leaseMs,
        except: this.leases.held(),
      });
    } catch (error) {
      this.log.warn('intents: the database does not answer, will try again', { err: error });
      return [];
    }
  }

  private take(intents: readonly ClaimedIntent[]): void {
    this.leases.hold(intents);
    this.waiting.push(...intents);
    this.launchWaiting();
  }

  private launchWaiting(): void {
    while (this.running.size < this.concurrency && !this.stopping) {
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
      this.leases.drop(id);
      this.metrics?.called(kind, 'ended', performance.now() - startedAt);
    } catch (error) {
      this.leases.drop(id);
      this.metrics?.called(kind, 'postponed', performance.now() - startedAt);
      await runInContext(context, () => this.postpone(intent, error));
    }
  }

  private async postpone({ id, kind, attempt }: ClaimedIntent, error: unknown): Promise<void> {
    const delayMs = backoffDelay(attempt, BACKOFF);
    this.log.warn('intent: no outcome yet, will ask again', { err: error, intent: id, kind, attempt, delayMs });
    try {
      await postponeIntent(this.pool, { id, attempt, delayMs, error });
      setTimeout(() => this.wakeable.wake(), delayMs + 1).unref();
    } catch (failed) {
      this.log.warn('intent: could not be postponed, its lease will run out', { err: failed, intent: id });
    }
  }
}
