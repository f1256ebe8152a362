import type { Sample } from './sample.js';

export interface ReadingSettings {
  /** For so many milliseconds an answer is good enough for the next scrape, too. Default: 4,000. */
  readonly maxAgeMs?: number;
  /** A scrape waits so many milliseconds for the answer at most. Default: 1,000. */
  readonly limitMs?: number;
}

export type Ask = () => Promise<readonly Sample[]>;

/**
 * Figures that somebody else has to be asked for: the database, the broker. However often a scrape comes, and however many scrapers there
 * are, one question is under way at a time, and none is asked while the last answer is fresh.
 */
export class Reading {
  private answer: readonly Sample[] = [];
  private askedAgainAt = -Infinity;
  private asking: Promise<readonly Sample[]> | undefined;
  private hasFailed = false;

  constructor(
    private readonly ask: Ask,
    private readonly onFailure: (error: unknown) => void,
    private readonly settings: ReadingSettings = {},
  ) {}

  /** Never rejects, and is there in time: what cannot be read now is left out, for an old figure would look like a good one. */
  async samples(): Promise<readonly Sample[]> {
    const { limitMs = 1_000 } = this.settings;
    if (performance.now() < this.askedAgainAt) return this.answer;
    try {
      const samples = await within(limitMs, (this.asking ??= this.question()));
      this.hasFailed = false;
      return samples;
    } catch (error) {
      // Said once, until it has gone well again: scrapes come every few seconds.
      if (!this.hasFailed) this.onFailure(error);
      this.hasFailed = true;
      return [];
    }
  }

  private async question(): Promise<readonly Sample[]> {
    const { maxAgeMs = 4_000 } = this.settings;
    this.answer = [];
    try {
      return (this.answer = await this.ask());
    } finally {
      // A failure is an answer too: who is down is not asked more often than who is well.
      this.askedAgainAt = performance.now() + maxAgeMs;
      this.asking = undefined;
    }
  }
}

async function within<T>(limitMs: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${limitMs} ms`)), limitMs);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
