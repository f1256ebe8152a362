import { unavailable } from '@shop/kernel';
import { Injectable } from '@nestjs/common';

/** More of them would only wait for each other's connections, and then answer with facts missing. */
const PLACES = 24;
/** An analysis by rules takes far less, one by a model a multiple of it. */
const RETRY_AFTER_MS = 2_000;

/** So many people are served at a time: the next is told to come again rather than served badly. */
@Injectable()
export class AnalysisPlaces {
  private taken = 0;

  /** @throws AppError `analysis.overloaded` when all places are taken, and what `work` throws */
  async within<Result>(work: () => Promise<Result>): Promise<Result> {
    if (this.taken >= PLACES) {
      const details = { retryAfterMs: RETRY_AFTER_MS };
      throw unavailable('analysis.overloaded', 'Too many analyses are under way. Try again later.', details);
    }
    this.taken += 1;
    try {
      return await work();
    } finally {
      this.taken -= 1;
    }
  }
}
