import { currentContext, runOutsideContext } from '@shop/kernel';
import type { Trigger } from '@shop/kernel';
import type { Metrics } from '@shop/telemetry';
import type { Pool } from 'pg';
import { transactionSpan, withCommitSpan } from './commit-spans.js';
import { CommitMetrics } from './commit-metrics.js';
import { asUnavailable, isConnectionLost, isRace } from './database-errors.js';
import { commitGroup } from './group-transaction.js';
import type { Outcome, Submission, TriggerLogs } from './group-transaction.js';
import type { TriggerLog } from './triggers.js';
import type { Journal, Work } from './unit.js';

type CommitListener = (entries: readonly unknown[]) => void;
type RepetitionListener = (trigger: Trigger) => void;

export interface GroupCommitSettings {
  /** The most commands in one transaction; default 500. */
  readonly maxGroup?: number;
  /**
   * Transactions at a time; default 1. More of them make smaller groups, so they pay only where a transaction waits for something else
   * than the processor. Commands of different lanes are in no order; on the same rows they wait for each other.
   */
  readonly lanes?: number;
  /** How often a single command is decided anew after losing a race. */
  readonly maxRaces?: number;
  readonly metrics?: Metrics;
}

/**
 * Many commands, one transaction (group commit; DeWitt et al., "Implementation techniques for main memory database systems",
 * 1984). While one transaction is in flight, submissions wait; the next takes them all. Idle: a command commits alone and at
 * once. Busy: groups grow by themselves and the cost per command falls.
 *
 * Promises: commands are decided in the order of submission, each seeing what those before it decided; a caller's promise
 * settles after the commit with its own result or refusal; a group that fails is run again in halves, so a bad command costs
 * only itself. With the database gone everything waiting fails with an AppError `unavailable`.
 */
export class GroupCommit {
  private readonly queue: Submission[] = [];
  private readonly triggerLogs: TriggerLogs = new Map();
  private readonly listeners = new Map<string, CommitListener[]>();
  private readonly repetitionListeners: RepetitionListener[] = [];
  private readonly used = new WeakSet<Trigger>();
  private readonly metrics: CommitMetrics | undefined;
  private readonly maxGroup: number;
  private readonly maxLanes: number;
  private readonly maxRaces: number;
  private readonly lanes = new Set<Promise<void>>();

  /** @param pool with `pipeline: true`, for statements are sent together; an Error otherwise */
  constructor(
    private readonly pool: Pool,
    settings: GroupCommitSettings = {},
  ) {
    if (pool.options.pipeline !== true)
      throw new Error('GroupCommit needs a pool of connections with `pipeline: true`.');
    this.maxGroup = settings.maxGroup ?? 500;
    this.maxLanes = settings.lanes ?? 1;
    this.maxRaces = settings.maxRaces ?? 5;
    this.metrics = settings.metrics && new CommitMetrics(settings.metrics, () => this.queue.length);
  }

  /** Who remembers triggers of this kind. Set once, at start-up. */
  rememberTriggers(kind: Trigger['kind'], log: TriggerLog): void {
    this.triggerLogs.set(kind, log);
  }

  /** Calls `listener` with the entries of each commit that appended to the journal: in-process, so it costs the transaction nothing. */
  onCommitted<Entry>(journal: Journal<Entry>, listener: (entries: readonly Entry[]) => void): void {
    this.listeners.set(journal.name, [...(this.listeners.get(journal.name) ?? []), listener as CommitListener]);
  }

  /** Calls `listener` with each trigger that came again after it had had its effect. */
  onRepeated(listener: RepetitionListener): void {
    this.repetitionListeners.push(listener);
  }

  /**
   * Decides and commits. Inside a consumed message or an intent the trigger is marked as done in the same transaction; if it
   * was done before, nothing is decided and the promise resolves to `undefined`.
   * @throws whatever `decide` throws; AppError `unavailable` without a database; Error on a second submission by one trigger,
   * for that would silently count as done before.
   */
  async submit<Result>(work: Work<Result>): Promise<Result> {
    const context = currentContext();
    if (context?.trigger) {
      if (!this.triggerLogs.has(context.trigger.kind))
        throw new Error(`Nobody remembers triggers of kind ${context.trigger.kind}.`);
      if (this.used.has(context.trigger))
        throw new Error('One trigger, one transaction: this one has submitted already.');
      this.used.add(context.trigger);
    }
    return new Promise<unknown>((resolve, reject) => {
      this.queue.push(withCommitSpan({ work, context, resolve, reject }));
      if (this.lanes.size < this.maxLanes) this.openLane();
    }) as Promise<Result>;
  }

  /** Resolves when all that was submitted so far is settled. */
  async drained(): Promise<void> {
    while (this.lanes.size > 0) await Promise.all(this.lanes);
  }

  private openLane(): void {
    const lane = runOutsideContext(() => this.run(() => this.lanes.delete(lane)));
    this.lanes.add(lane);
  }

  /** `close` is called in the same turn that finds nothing left: what is submitted after it must find the lane gone. */
  private async run(close: () => void): Promise<void> {
    // One turn of the event loop lets all that was submitted together join the first group.
    await new Promise(setImmediate);
    try {
      while (this.queue.length > 0) await this.commitTogether(this.queue.splice(0, this.maxGroup));
    } finally {
      close();
    }
  }

  /** Halves of a group that failed are tried again, down to the commands that it failed of: they alone are turned down. */
  private async commitTogether(group: readonly Submission[]): Promise<void> {
    const [only] = group;
    if (only && group.length === 1) return this.commitAlone(only);
    try {
      settle(await this.commit(group));
    } catch (error) {
      if (isConnectionLost(error)) return group.forEach(({ reject }) => reject(asUnavailable(error)));
      const middle = Math.ceil(group.length / 2);
      await this.commitTogether(group.slice(0, middle));
      await this.commitTogether(group.slice(middle));
    }
  }

  private async commitAlone(submission: Submission): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      try {
        return settle(await this.commit([submission]));
      } catch (error) {
        if (isRace(error) && attempt < this.maxRaces) continue;
        return submission.reject(asUnavailable(error));
      }
    }
  }

  private async commit(group: readonly Submission[]): Promise<readonly Outcome[]> {
    const commit = () => commitGroup(this.pool, this.triggerLogs, group);
    const spanned = () => transactionSpan(this.pool, group, commit);
    const { outcomes, written } = await (this.metrics ? this.metrics.measured(group.length, spanned) : spanned());
    for (const [journal, entries] of written) {
      this.listeners.get(journal.name)?.forEach((listener) => listener(entries));
    }
    if (this.repetitionListeners.length > 0) this.tellRepetitions(outcomes);
    return outcomes;
  }

  private tellRepetitions(outcomes: readonly Outcome[]): void {
    for (const { kind, submission } of outcomes) {
      const trigger = submission.context?.trigger;
      if (kind === 'done-before' && trigger) this.repetitionListeners.forEach((listener) => listener(trigger));
    }
  }
}

function settle(outcomes: readonly Outcome[]): void {
  for (const outcome of outcomes) {
    // A redelivery: what it would do has been done by an earlier one.
    if (outcome.kind === 'done-before') outcome.submission.span?.set({ 'shop.done_before': true });
    if (outcome.kind === 'refused') outcome.submission.reject(outcome.error);
    else outcome.submission.resolve(outcome.kind === 'decided' ? outcome.result : undefined);
  }
}
