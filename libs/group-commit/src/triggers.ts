import type { Trigger } from '@shop/kernel';
import type { Transaction } from './unit.js';

/**
 * Remembers which triggers (consumed messages, intents) have had their effect, in the transaction of that effect. This is
 * what makes every effect happen once although every trigger may arrive twice.
 */
export interface TriggerLog {
  /** Which of the triggers still wait for their effect; they stay locked to the end of the transaction. */
  claim(transaction: Transaction, triggers: readonly Trigger[]): Promise<ReadonlySet<Trigger>>;
  /** After the decisions: `done` had their effect, `refused` did not and must be met again. */
  settle(transaction: Transaction, done: readonly Trigger[], refused: readonly Trigger[]): Promise<void>;
}
