import { read } from '@shop/group-commit';
import type { GroupCommit, Repository, Unit } from '@shop/group-commit';
import { currentContext, newId, notFound } from '@shop/kernel';
import type { Pool } from 'pg';
import { outboxRecords } from '../outbox/outbox.js';
import { findLetter, listLetters, openLetterIds } from './dead-letter-queries.js';
import type { LetterFilter } from './dead-letter-queries.js';
import { deadLettersOf } from './dead-letter-rows.js';
import type { ListedLetter } from './dead-letter-rows.js';
import { discarded, redriven, whyNotRedriven } from './dead-letter.js';
import type { KeptLetter, LetterDecision } from './dead-letter.js';
import { operatorAudit } from './operator-audit.js';
import type { LetterAction } from './operator-audit.js';
import { toRedrivenRecord } from './redrive-headers.js';

/** Who decides, and why. */
export interface Decider {
  readonly by: string;
  readonly reason?: string | undefined;
}

export interface RedriveOfKind {
  readonly redriven: number;
  /** Whether there are more of them; ask again. */
  readonly hasMore: boolean;
}

/** Letters of a kind that one request redrives: so many transactions of so many, well within the time that a request has. */
const BATCHES = 10;
const BATCH = 100;
const BEFORE_ALL = '00000000-0000-0000-0000-000000000000';

/**
 * The dead letters of one service, for its operators. A decision, the record that it sends and its line in the audit log are one
 * transaction: what is pressed twice happens once, and what a crash interrupts has happened wholly or not at all.
 */
export class DeadLetterDesk {
  private readonly letters: Repository<KeptLetter>;

  constructor(
    private readonly group: string,
    private readonly pool: Pool,
    private readonly commits: GroupCommit,
  ) {
    this.letters = deadLettersOf(group);
  }

  list(filter: LetterFilter): Promise<readonly ListedLetter[]> {
    return listLetters(this.pool, this.group, filter);
  }

  /** @throws AppError `dead-letter.not-found` */
  async find(id: string): Promise<KeptLetter> {
    const letter = await findLetter(this.pool, this.group, id);
    if (!letter) throw notFound('dead-letter', id);
    return letter;
  }

  /**
   * Puts the message back for the handler that it failed at. If that has had its effect meanwhile, the inbox knows.
   * @throws AppError `dead-letter.not-found`; `conflict`: `dead-letter.not-open`, `dead-letter.too-large`, `dead-letter.not-text`
   */
  redrive(id: string, decider: Decider): Promise<KeptLetter> {
    return this.decide(id, (unit, letter) => this.putBack(unit, letter, decider));
  }

  /** @throws AppError `dead-letter.not-found`, `dead-letter.not-open` */
  discard(id: string, decider: Decider): Promise<KeptLetter> {
    return this.decide(id, (unit, letter) =>
      this.record(unit, discarded(letter, decisionOf(decider)), 'dead-letter-discarded'),
    );
  }

  /**
   * Redrives the open letters of a kind that failed last before then, a thousand at most; those that cannot be redriven stay
   * open. The time keeps what fails again at once from going round for ever.
   */
  async redriveKind(kind: string, failedBefore: Date, decider: Decider): Promise<RedriveOfKind> {
    let after = BEFORE_ALL;
    let redrivenSoFar = 0;
    for (let batch = 0; batch < BATCHES; batch++) {
      const ids = await openLetterIds(this.pool, kind, { failedBefore, after, limit: BATCH });
      redrivenSoFar += await this.redriveAll(ids, decider);
      after = ids.at(-1) ?? after;
      if (ids.length < BATCH) return { redriven: redrivenSoFar, hasMore: false };
    }
    const left = await openLetterIds(this.pool, kind, { failedBefore, after, limit: 1 });
    return { redriven: redrivenSoFar, hasMore: left.length > 0 };
  }

  private redriveAll(ids: readonly string[], decider: Decider): Promise<number> {
    if (ids.length === 0) return Promise.resolve(0);
    return this.commits.submit({
      reads: [read(this.letters, ...ids)],
      decide: (unit) => {
        const found = ids.flatMap((id) => unit.get(this.letters, id) ?? []);
        const redrivable = found.filter((letter) => !whyNotRedriven(letter));
        for (const letter of redrivable) this.putBack(unit, letter, decider);
        return redrivable.length;
      },
    });
  }

  private decide(id: string, work: (unit: Unit, letter: KeptLetter) => KeptLetter): Promise<KeptLetter> {
    return this.commits.submit({
      reads: [read(this.letters, id)],
      decide: (unit) => {
        const letter = unit.get(this.letters, id);
        if (!letter) throw notFound('dead-letter', id);
        return work(unit, letter);
      },
    });
  }

  private putBack(unit: Unit, letter: KeptLetter, decider: Decider): KeptLetter {
    const decided = redriven(letter, decisionOf(decider));
    unit.append(outboxRecords, toRedrivenRecord(decided.message, decided));
    return this.record(unit, decided, 'dead-letter-redriven');
  }

  private record(unit: Unit, letter: KeptLetter, action: LetterAction): KeptLetter {
    const { id, kind, handler, decision } = letter;
    unit.put(this.letters, id, letter);
    const requestId = currentContext()?.requestId ?? null;
    const detail = { kind, handler, reason: decision?.reason ?? null, requestId };
    unit.append(operatorAudit, {
      id: newId(),
      at: decision?.at ?? new Date(),
      actor: decision?.by ?? 'unknown',
      action,
      subject: id,
      detail,
    });
    return letter;
  }
}

function decisionOf({ by, reason }: Decider): LetterDecision {
  return { at: new Date(), by, reason: reason ?? null };
}
