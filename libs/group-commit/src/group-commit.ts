import { currentContext, runInContext } from '@shop/kernel';
import type { Trigger, WorkContext } from '@shop/kernel';
import type { Pool, PoolClient } from 'pg';
import { asUnavailable, isConnectionLost, isRace } from './database-errors.js';
import type { TriggerLog } from './triggers.js';
import type { Journal, Work } from './unit.js';
import { WorkingSet } from './working-set.js';

interface Submission {
  readonly work: Work<unknown>;
  readonly context: WorkContext | undefined;
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/** What a decision came to; told to its caller only after the commit. */
type Outcome = { readonly submission: Submission } & (
  | { readonly kind: 'decided'; readonly result: unknown }
  | { readonly kind: 'refused'; readonly error: unknown }
  | { readonly kind: 'done-before' }
);

export interface GroupCommitSettings {
  /** The most commands in one transaction. */
  readonly maxGroup?: number;
  /** How often a single command is decided anew after losing a race. */
  readonly maxRaces?: number;
}

/**
 * Many commands, one transaction (group commit; DeWitt et al., "Implementation techniques for main memory database systems",
 * 1984). While one transaction is in flight, submissions wait; the next takes them all. Idle: a command commits alone and at
 * once. Busy: groups grow by themselves and the cost per command falls.
 *
 * Promises: commands are decided in the order of submission; each sees what those before it decided; a caller's promise
 * settles after the commit with its own result or refusal; a group that fails is run again one by one, so a bad command costs
 * only itself. With the database gone everything waiting fails with an AppError `unavailable`.
 */
export class GroupCommit {
  private readonly queue: Submission[] = [];
  private readonly triggerLogs = new Map<Trigger['kind'], TriggerLog>();
  private readonly listeners = new Map<string, (() => void)[]>();
  private readonly used = new WeakSet<Trigger>();
  private readonly maxGroup: number;
  private readonly maxRaces: number;
  private running: Promise<void> | undefined;

  constructor(
    private readonly pool: Pool,
    settings: GroupCommitSettings = {},
  ) {
    this.maxGroup = settings.maxGroup ?? 200;
    this.maxRaces = settings.maxRaces ?? 5;
  }

  /** Who remembers triggers of this kind. Set once, at start-up. */
  rememberTriggers(kind: Trigger['kind'], log: TriggerLog): void {
    this.triggerLogs.set(kind, log);
  }

  /** Calls `listener` after each commit that appended to the journal: in-process, so it costs the transaction nothing. */
  onCommitted(journal: Pick<Journal<unknown>, 'name'>, listener: () => void): void {
    this.listeners.set(journal.name, [...(this.listeners.get(journal.name) ?? []), listener]);
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
      this.queue.push({ work, context, resolve, reject });
      this.running ??= this.run();
    }) as Promise<Result>;
  }

  /** Resolves when all that was submitted so far is settled. */
  async drained(): Promise<void> {
    while (this.running) await this.running;
  }

  private async run(): Promise<void> {
    try {
      // One turn of the event loop lets all that was submitted together join the first group.
      await new Promise(setImmediate);
      while (this.queue.length > 0) {
        const group = this.queue.splice(0, this.maxGroup);
        await this.commitTogether(group);
      }
    } finally {
      this.running = undefined;
    }
  }

  private async commitTogether(group: readonly Submission[]): Promise<void> {
    try {
      settle(await this.commit(group));
    } catch (error) {
      if (isConnectionLost(error)) group.forEach(({ reject }) => reject(asUnavailable(error)));
      else for (const submission of group) await this.commitAlone(submission);
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
    const client = await this.pool.connect();
    let broken: Error | undefined;
    // A checked-out connection that breaks between two queries emits this; unheard, it would end the process.
    const onBreak = (error: Error) => (broken = error);
    client.on('error', onBreak);
    try {
      await client.query('BEGIN');
      const { outcomes, working } = await this.transact(client, group);
      await client.query('COMMIT');
      for (const journal of working.journals()) this.listeners.get(journal.name)?.forEach((listener) => listener());
      return outcomes;
    } catch (error) {
      // A connection that cannot even roll back is not given back to the pool.
      await client.query('ROLLBACK').catch((failed: Error) => (broken = failed));
      throw error;
    } finally {
      client.off('error', onBreak);
      client.release(broken);
    }
  }

  private async transact(client: PoolClient, group: readonly Submission[]) {
    const fresh = await this.claim(client, group);
    const waits = ({ context }: Submission) => !context?.trigger || fresh.has(context.trigger);
    const working = new WorkingSet();
    await working.load(
      client,
      group.filter(waits).flatMap(({ work }) => work.reads),
    );
    const outcomes = group.map((submission): Outcome =>
      waits(submission) ? decide(submission, working) : { submission, kind: 'done-before' },
    );
    await working.save(client);
    await this.settleTriggers(client, outcomes);
    return { outcomes, working };
  }

  private async claim(client: PoolClient, group: readonly Submission[]): Promise<ReadonlySet<Trigger>> {
    const fresh = new Set<Trigger>();
    for (const [kind, log] of this.triggerLogs) {
      const triggers = group.flatMap(({ context }) => (context?.trigger?.kind === kind ? [context.trigger] : []));
      if (triggers.length === 0) continue;
      for (const trigger of await log.claim(client, triggers)) fresh.add(trigger);
    }
    return fresh;
  }

  private async settleTriggers(client: PoolClient, outcomes: readonly Outcome[]): Promise<void> {
    for (const [kind, log] of this.triggerLogs) {
      const of = (wanted: Outcome['kind']) =>
        outcomes.flatMap((outcome) => {
          const trigger = outcome.submission.context?.trigger;
          return outcome.kind === wanted && trigger?.kind === kind ? [trigger] : [];
        });
      const [done, refused] = [of('decided'), of('refused')];
      if (done.length + refused.length > 0) await log.settle(client, done, refused);
    }
  }
}

function decide(submission: Submission, working: WorkingSet): Outcome {
  const { work, context } = submission;
  try {
    const run = () => working.decide(work.decide);
    return { submission, kind: 'decided', result: context ? runInContext(context, run) : run() };
  } catch (error) {
    return { submission, kind: 'refused', error };
  }
}

function settle(outcomes: readonly Outcome[]): void {
  for (const outcome of outcomes) {
    if (outcome.kind === 'refused') outcome.submission.reject(outcome.error);
    else outcome.submission.resolve(outcome.kind === 'decided' ? outcome.result : undefined);
  }
}
