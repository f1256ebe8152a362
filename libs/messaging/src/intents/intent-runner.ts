import type { BackoffShape } from '@shop/resilience';
import type { Metrics } from '@shop/telemetry';
import type { Pool } from 'pg';
import type { MessagingLog } from '../broker/log.js';
import { IntentLane } from './intent-lane.js';
import type { IntentHandler, LaneSurroundings } from './intent-lane.js';
import { IntentLeases } from './intent-leases.js';
import { IntentMetrics } from './intent-metrics.js';
import { INTENT_LEASE_MS } from './intents.js';
import type { Intent } from './intents.js';

export interface IntentRunnerSettings {
  /** How many calls run at once, of all kinds without a lane of their own; default 32. */
  readonly concurrency?: number;
  /** Milliseconds after which somebody else may make the calls of a process that has died. */
  readonly leaseMs?: number;
  readonly pollMs?: number;
  readonly metrics?: Metrics;
}

/** For a kind that is slow, or less urgent than others: it neither takes their places nor waits for them. */
export interface OwnLane {
  /** How many of its calls run at once. */
  readonly concurrency: number;
  /** How long to wait before another attempt; default 100 ms to 10 s. */
  readonly backoff?: BackoffShape;
}

const BACKOFF: BackoffShape = { initialMs: 100, maxMs: 10_000 };

const MOST_WAITING = 2_000;

/**
 * Makes the calls that the intents of one service ask for: those that this process has written at once, those of others when their
 * lease has run out. Several replicas share the work without knowing each other.
 */
export class IntentRunner {
  private readonly kinds = new Set<string>();
  private readonly lanes: IntentLane[] = [];
  private readonly around: LaneSurroundings;
  private readonly common: IntentLane;

  constructor(pool: Pool, log: MessagingLog, settings: IntentRunnerSettings = {}) {
    const { leaseMs = INTENT_LEASE_MS, pollMs = 500, concurrency = 32 } = settings;
    const metrics = settings.metrics && new IntentMetrics(settings.metrics, pool, () => this.kinds);
    this.around = { pool, log, leases: new IntentLeases(pool, log, leaseMs), metrics, leaseMs, pollMs };
    this.common = this.lane({ concurrency, mostWaiting: MOST_WAITING, backoff: BACKOFF });
  }

  /** Who makes the calls of a kind; in a lane of its own, if that is given. Before `start`. */
  handle<Payload>(kind: string, handler: IntentHandler<Payload>, ownLane?: OwnLane): void {
    this.kinds.add(kind);
    // What cannot begin soon waits in the table: in memory its lease would be renewed again and again.
    const lane = ownLane ? this.lane({ backoff: BACKOFF, ...ownLane, mostWaiting: ownLane.concurrency }) : this.common;
    lane.handle(kind, handler as IntentHandler<unknown>);
  }

  start(): void {
    for (const lane of this.lanes) lane.start();
  }

  /** What this process has just committed, and holds the leases of. */
  offer(written: readonly Intent[]): void {
    for (const lane of this.lanes) lane.offer(written);
  }

  /** Takes nothing new, lets go of what waits and waits for the calls that run. */
  async stop(): Promise<void> {
    await Promise.all(this.lanes.map((lane) => lane.stop()));
    this.around.leases.stop();
  }

  private lane(limits: ConstructorParameters<typeof IntentLane>[1]): IntentLane {
    const lane = new IntentLane(this.around, limits);
    this.lanes.push(lane);
    return lane;
  }
}
