import { runInContext } from '@shop/kernel';
import { backoffDelay } from '@shop/resilience';
import type { Pool } from 'pg';
import type { MessagingLog } from '../broker/log.js';
import { Wakeable } from '../wakeable.js';
import { claimIntents, postponeIntent } from './intent-rows.js';
import type { ClaimedIntent } from './intent-rows.js';

/**
 * Makes the call and submits its outcome. `intent.id` is the idempotency key towards the outside. Throws when there is no outcome
 * yet (unavailable, timed out): it is called again later, for ever.
 */
export type IntentHandler<Payload> = (payload: Payload, intent: ClaimedIntent) => Promise<void>;

export interface IntentRunnerSettings {
  /** How many calls run at once. */
  readonly concurrency?: number;
  /** Milliseconds after which a call that was never answered is made again: longer than the call's own timeout. */
  readonly leaseMs?: number;
  readonly pollMs?: number;
}

const BACKOFF = { initialMs: 100, maxMs: 10_000 };

/** Works off the intents of one service. Several replicas share them: a claim is a lease on the row. */
export class IntentRunner {
  private readonly handlers = new Map<string, IntentHandler<unknown>>();
  private readonly running = new Set<Promise<void>>();
  private readonly wakeable = new Wakeable();
  private readonly concurrency: number;
  private readonly leaseMs: number;
  private readonly pollMs: number;
  private stopping = false;
  private loop: Promise<void> | undefined;

  constructor(
    private readonly pool: Pool,
    private readonly log: MessagingLog,
    settings: IntentRunnerSettings = {},
  ) {
    this.concurrency = settings.concurrency ?? 32;
    this.leaseMs = settings.leaseMs ?? 8_000;
    this.pollMs = settings.pollMs ?? 500;
  }

  /** Who makes the calls of a kind. Before `start`. */
  handle<Payload>(kind: string, handler: IntentHandler<Payload>): void {
    this.handlers.set(kind, handler as IntentHandler<unknown>);
  }

  start(): void {
    if (this.handlers.size > 0) this.loop ??= this.run();
  }

  wake(): void {
    this.wakeable.wake();
  }

  /** Takes nothing new and waits for the calls that run. */
  async stop(): Promise<void> {
    this.stopping = true;
    this.wakeable.wake();
    await this.loop;
    await Promise.all(this.running);
  }

  private async run(): Promise<void> {
    while (!this.stopping) {
      const free = this.concurrency - this.running.size;
      const claimed = free > 0 ? await this.claim(free) : [];
      for (const intent of claimed) this.launch(intent);
      // A full claim means that there may be more; otherwise a commit, a finished call or the poll wakes the loop.
      if (claimed.length < free || free === 0) await this.wakeable.sleep(this.pollMs);
    }
  }

  private async claim(limit: number): Promise<ClaimedIntent[]> {
    try {
      return await claimIntents(this.pool, [...this.handlers.keys()], limit, this.leaseMs);
    } catch (error) {
      this.log.warn('intents: the database does not answer, will try again', { err: error });
      return [];
    }
  }

  private launch(intent: ClaimedIntent): void {
    const wasFull = this.running.size >= this.concurrency - 1;
    const call = this.call(intent).finally(() => {
      this.running.delete(call);
      if (wasFull) this.wakeable.wake();
    });
    this.running.add(call);
  }

  private async call(intent: ClaimedIntent): Promise<void> {
    const { id, kind, payload, causationId, correlationId, traceparent } = intent;
    const context = {
      causationId,
      trigger: { kind: 'intent', id },
      ...(correlationId && { correlationId }),
      ...(traceparent && { traceparent }),
    } as const;
    try {
      await runInContext(context, async () => this.handlers.get(kind)?.(payload, intent));
    } catch (error) {
      await this.postpone(intent, error);
    }
  }

  private async postpone(intent: ClaimedIntent, error: unknown): Promise<void> {
    const delayMs = backoffDelay(intent.attempt, BACKOFF);
    const { id, kind, attempt } = intent;
    this.log.warn('intent: no outcome yet, will ask again', { err: error, intent: id, kind, attempt, delayMs });
    try {
      await postponeIntent(this.pool, id, delayMs, error);
      setTimeout(() => this.wakeable.wake(), delayMs + 1).unref();
    } catch (failed) {
      this.log.warn('intent: could not be postponed, its lease will run out', { err: failed, intent: id });
    }
  }
}
