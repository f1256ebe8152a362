import { refused, unavailable, unreachable } from '@shop/kernel';
import type { Memory } from '../memory/memory.js';
import type { Recent } from '../memory/recent.js';
import type { Charge, ChargeBook, ChargeOrder } from './charge-book.js';
import { behaviourOf } from './test-cards.js';

export interface Captured {
  readonly charge: Charge;
  /** How long the provider takes to say so, in milliseconds. */
  readonly answerAfterMs: number;
}

/** Plays the test cards: decides what a charge of a token comes to, and enters it in the book if it pays. */
export class CardTerminal {
  private readonly failures: Recent<string, number>;

  constructor(
    private readonly book: ChargeBook,
    memory: Memory,
    limit: number,
  ) {
    this.failures = memory.shelf('flaky-failures', limit);
  }

  /**
   * `attemptsOf` is what a flaky card counts its attempts by.
   * @throws AppError `refused` when the card is declined, `unavailable` when the card is in its flaky phase.
   */
  charge(token: string, order: ChargeOrder, attemptsOf: string): Captured {
    const behaviour = behaviourOf(token);
    switch (behaviour.kind) {
      case 'declines':
        throw refused(behaviour.code, behaviour.message);
      case 'pays':
        return { charge: this.book.capture(order), answerAfterMs: behaviour.afterMs };
      case 'fails-first':
        this.failFirst(attemptsOf, behaviour.times);
        return { charge: this.book.capture(order), answerAfterMs: 0 };
      default:
        return unreachable(behaviour);
    }
  }

  private failFirst(attemptsOf: string, times: number): void {
    const failures = this.failures.get(attemptsOf) ?? 0;
    if (failures >= times) return;
    this.failures.set(attemptsOf, failures + 1);
    throw unavailable('unavailable', 'The bank cannot be reached. Try again.');
  }
}
