import { isAppError } from '@shop/kernel';
import { Recent } from './recent.js';

/**
 * What an idempotency key promises: the first answer, again and again. What is kept is the promise of the answer, so that a
 * repetition that comes while the first is under way waits for it instead of doing the work twice.
 */
export class AnswersByKey {
  private readonly answers: Recent<string, Promise<unknown>>;

  constructor(limit: number) {
    this.answers = new Recent(limit);
  }

  /**
   * Runs `work` once per operation and key; without a key, each time. Refusals are answers too. Only when the work was
   * `unavailable` nothing has been done and nothing is kept: that is when the caller is meant to try again.
   */
  async once<T>(operation: string, key: string | undefined, work: () => Promise<T>): Promise<T> {
    if (key === undefined) return work();
    const id = `${operation} ${key}`;
    const known = this.answers.get(id);
    // The operation is part of the id, so what is kept under it came from the same kind of work.
    if (known) return known as Promise<T>;
    const answer = work();
    this.answers.set(id, answer);
    try {
      return await answer;
    } catch (error) {
      if (!isAppError(error) || error.kind === 'unavailable') this.answers.delete(id);
      throw error;
    }
  }
}
