import { runInContext } from '@shop/kernel';
import type { Trigger, WorkContext } from '@shop/kernel';
import type { OpenSpan } from '@shop/telemetry';
import type { Pool, PoolClient } from 'pg';
import { together } from './together.js';
import type { TriggerLog } from './triggers.js';
import type { Journal, Transaction, Work } from './unit.js';
import { WorkingSet } from './working-set.js';

export interface Submission {
  readonly work: Work<unknown>;
  readonly context: WorkContext | undefined;
  /** Where its trace is recorded. */
  readonly span?: OpenSpan;
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/** What a decision came to; told to its caller only after the commit. */
export type Outcome = { readonly submission: Submission } & (
  | { readonly kind: 'decided'; readonly result: unknown }
  | { readonly kind: 'refused'; readonly error: unknown }
  | { readonly kind: 'done-before' }
);

export type TriggerLogs = Map<Trigger['kind'], TriggerLog>;

export interface CommittedGroup {
  readonly outcomes: readonly Outcome[];
  readonly written: Iterable<readonly [Journal<unknown>, readonly unknown[]]>;
}

/** One transaction: claim the triggers, load what all want to read, decide one after the other, save, commit. Rejects with nothing done. */
export async function commitGroup(
  pool: Pool,
  logs: TriggerLogs,
  group: readonly Submission[],
): Promise<CommittedGroup> {
  const client = await pool.connect();
  let broken: Error | undefined;
  // A checked-out connection that breaks between two queries emits this; unheard, it would end the process.
  const onBreak = (error: Error) => (broken = error);
  client.on('error', onBreak);
  try {
    // Not sent together with what follows: if only this failed, the rest would be committed statement by statement.
    await client.query('BEGIN');
    const committed = await decideGroup(client, logs, group);
    await client.query('COMMIT');
    return committed;
  } catch (error) {
    // A connection that cannot even roll back is not given back to the pool.
    await client.query('ROLLBACK').catch((failed: Error) => (broken = failed));
    throw error;
  } finally {
    client.off('error', onBreak);
    client.release(broken);
  }
}

async function decideGroup(client: PoolClient, logs: TriggerLogs, group: readonly Submission[]) {
  const fresh = new Set<Trigger>();
  const waits = ({ context }: Submission) => !context?.trigger || fresh.has(context.trigger);
  const working = new WorkingSet();
  // For all of the group: what was done before is read in vain, but nothing has to wait to learn what that is.
  const reads = group.flatMap(({ work }) => work.reads);
  await together([claim(client, logs, group, fresh), working.load(client, reads)]);
  const outcomes = group.map((submission): Outcome =>
    waits(submission) ? decide(submission, working) : { submission, kind: 'done-before' },
  );
  await together([working.save(client), settleTriggers(client, logs, outcomes)]);
  return { outcomes, written: working.written() };
}

async function claim(
  transaction: Transaction,
  logs: TriggerLogs,
  group: readonly Submission[],
  fresh: Set<Trigger>,
): Promise<void> {
  const claims = [...logs].map(async ([kind, log]) => {
    const triggers = group.flatMap(({ context }) => (context?.trigger?.kind === kind ? [context.trigger] : []));
    if (triggers.length === 0) return;
    for (const trigger of await log.claim(transaction, triggers)) fresh.add(trigger);
  });
  await together(claims);
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

async function settleTriggers(
  transaction: Transaction,
  logs: TriggerLogs,
  outcomes: readonly Outcome[],
): Promise<void> {
  const settled = [...logs].map(async ([kind, log]) => {
    const of = (wanted: Outcome['kind']) =>
      outcomes.flatMap((outcome) => {
        const trigger = outcome.submission.context?.trigger;
        return outcome.kind === wanted && trigger?.kind === kind ? [trigger] : [];
      });
    const [done, refused] = [of('decided'), of('refused')];
    if (done.length + refused.length > 0) await log.settle(transaction, done, refused);
  });
  await together(settled);
}
