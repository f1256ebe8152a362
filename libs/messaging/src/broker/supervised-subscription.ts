import { backoffDelay } from '@shop/resilience';
import { Wakeable } from '../wakeable.js';
import type { ConsumeOptions, Subscription, SubscriptionState } from './broker.js';
import type { MessagingLog } from './log.js';
import { SilenceWatch } from './silence-watch.js';

const RESTART = { initialMs: 200, maxMs: 5_000 };
const STALLED_AFTER_MS = 30_000;

/** One consumer of a client library, from its start to its end. */
export interface ConsumerRun {
  /** Resolves with what the run failed of, and stays open if it did not. Never rejects. */
  readonly failure: Promise<unknown>;
  /** Makes running batches stale, waits for them and leaves the group, within limits also if the broker is gone. Never rejects. */
  stop(): Promise<void>;
}

/** What a run tells of itself. */
export interface RunEvents {
  /** It is a member of the group (anew), or reaches the broker again. */
  running(): void;
  rebalancing(): void;
  /** It has lost the broker and goes on trying by itself. */
  reconnecting(): void;
  /** The broker has just answered it. Due all the time while it is running, whether there are records or not. */
  signOfLife(): void;
}

export interface Supervision {
  readonly options: ConsumeOptions;
  readonly startRun: (events: RunEvents) => ConsumerRun;
  /** Tells a broker that cannot be reached from a failure of another kind. */
  readonly isBrokerTrouble: (error: unknown) => boolean;
  readonly log: MessagingLog;
  readonly stalledAfterMs?: number;
}

/** Keeps one consumer of the group running until it is closed, whatever happens to it: it fails, or silently does nothing more. */
export class SupervisedSubscription implements Subscription {
  private readonly wakeable = new Wakeable();
  private readonly supervised: Promise<void>;
  private state: SubscriptionState = 'connecting';
  private isClosing = false;
  private failures = 0;
  private endRun: () => void = () => undefined;

  constructor(private readonly supervision: Supervision) {
    this.report('connecting');
    this.supervised = this.supervise();
  }

  async close(): Promise<void> {
    this.isClosing = true;
    this.endRun();
    this.wakeable.wake();
    await this.supervised;
  }

  private async supervise(): Promise<void> {
    while (!this.isClosing) {
      await this.runOnce();
      if (this.isClosing) break;
      this.failures++;
      await this.wakeable.sleep(backoffDelay(this.failures, RESTART));
      // The one that stood still is gone. Whether the next one gets through is a matter of the broker.
      if (this.state === 'stalled') this.report('connecting');
    }
    this.report('closed');
  }

  private async runOnce(): Promise<void> {
    const { stalledAfterMs = STALLED_AFTER_MS, startRun } = this.supervision;
    const watch = new SilenceWatch(stalledAfterMs, () => this.state === 'running');
    let isOver = false;
    const closed = new Promise<void>((resolve) => (this.endRun = resolve));
    // A run that did not end in time may still talk: nobody listens then.
    const during = (what: () => void) => () => (isOver ? undefined : what());
    const run = startRun({
      running: during(() => this.onRunning(watch)),
      rebalancing: during(() => this.report('rebalancing')),
      reconnecting: during(() => this.report('reconnecting')),
      signOfLife: during(() => watch.sign()),
    });
    await Promise.race([
      closed,
      run.failure.then((error) => this.onFailure(error)),
      watch.silence.then(() => this.onSilence(stalledAfterMs)),
    ]);
    watch.stop();
    isOver = true;
    await run.stop();
  }

  private onRunning(watch: SilenceWatch): void {
    watch.sign();
    this.failures = 0;
    this.report('running');
  }

  private onFailure(error: unknown): void {
    if (this.isClosing) return;
    const state = this.supervision.isBrokerTrouble(error) ? 'reconnecting' : 'crashed';
    const { group } = this.supervision.options;
    this.supervision.log.warn('The consumer has ended, will start another one', { err: error, group, state });
    this.report(state);
  }

  private onSilence(silentMs: number): void {
    if (this.isClosing) return;
    const { group } = this.supervision.options;
    this.supervision.log.error('The consumer shows no sign of life, will start another one', { group, silentMs });
    this.report('stalled');
  }

  private report(state: SubscriptionState): void {
    if (state === this.state && state !== 'connecting') return;
    this.state = state;
    this.supervision.options.onState?.(state);
  }
}
