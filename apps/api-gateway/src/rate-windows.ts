import type { ThrottlerStorage } from '@nestjs/throttler';

type Hits = Awaited<ReturnType<ThrottlerStorage['increment']>>;
interface Window {
  hits: number;
  readonly endsAt: number;
}

/**
 * Counts in fixed windows, one number per caller. The throttler's own storage keeps the time of every hit and walks through
 * them on each request: with a limit that lets a load test through, that costs more than the request.
 */
export class RateWindows implements ThrottlerStorage {
  private readonly windows = new Map<string, Window>();
  private nextSweepAt = 0;

  async increment(key: string, ttlMs: number, limit: number): Promise<Hits> {
    const now = Date.now();
    this.sweep(now, ttlMs);
    const window = this.current(key, now, ttlMs);
    window.hits += 1;
    const isBlocked = window.hits > limit;
    const secondsLeft = Math.ceil((window.endsAt - now) / 1000);
    return {
      totalHits: window.hits,
      timeToExpire: secondsLeft,
      isBlocked,
      timeToBlockExpire: isBlocked ? secondsLeft : 0,
    };
  }

  private current(key: string, now: number, ttlMs: number): Window {
    const found = this.windows.get(key);
    if (found && found.endsAt > now) return found;
    const fresh = { hits: 0, endsAt: now + ttlMs };
    this.windows.set(key, fresh);
    return fresh;
  }

  /** Once per window's length, so that callers who never come back take no room. */
  private sweep(now: number, ttlMs: number): void {
    if (now < this.nextSweepAt) return;
    this.nextSweepAt = now + ttlMs;
    for (const [key, { endsAt }] of this.windows) if (endsAt <= now) this.windows.delete(key);
  }
}
