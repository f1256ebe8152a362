import { AppError, isAppError } from '@shop/kernel';
import type { Memory } from '../memory/memory.js';
import type { Recent } from '../memory/recent.js';

type Operation = 'charge' | 'refund' | 'label' | 'sms' | 'push';
type Outcome = { readonly answer: unknown } | { readonly refusal: Pick<AppError, 'kind' | 'code' | 'message'> };

/** What an idempotency key promises: the first answer, again and again. */
export class AnswersByKey {
  private readonly outcomes: Readonly<Record<Operation, Recent<string, Outcome>>>;

  /** The limit is that of each operation. */
  constructor(
    private readonly memory: Memory,
    limit: number,
  ) {
    const of = (operation: Operation) => memory.shelf<Outcome>(`answers.${operation}`, limit);
    this.outcomes = {
      charge: of('charge'),
      refund: of('refund'),
      label: of('label'),
      sms: of('sms'),
      push: of('push'),
    };
  }

  /**
   * Runs `work` once per operation and key; without a key, each time. What it changes is remembered together with its answer,
   * which is plain JSON. Refusals are answers too. Only when the work was `unavailable` nothing has been done and nothing is
   * kept: that is when the caller is meant to try again. The work is synchronous, so no repetition can come in between.
   */
  once<T>(operation: Operation, key: string | undefined, work: () => T): T {
    return this.memory.together(() => {
      if (key === undefined) return work();
      const outcomes = this.outcomes[operation];
      const known = outcomes.get(key);
      // What is kept for an operation came from the same kind of work.
      if (known) return answerOf(known) as T;
      const outcome = outcomeOf(work);
      outcomes.set(key, outcome);
      return answerOf(outcome) as T;
    });
  }
}

function outcomeOf(work: () => unknown): Outcome {
  try {
    return { answer: work() };
  } catch (error) {
    if (!isAppError(error) || error.kind === 'unavailable') throw error;
    const { kind, code, message } = error;
    return { refusal: { kind, code, message } };
  }
}

function answerOf(outcome: Outcome): unknown {
  if ('answer' in outcome) return outcome.answer;
  const { kind, code, message } = outcome.refusal;
  throw new AppError(kind, code, message);
}
