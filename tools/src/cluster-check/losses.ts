import type { Summary } from '../replay/summary.js';

export interface Losses {
  /** Orders, stock or money that do not add up. */
  readonly lost: readonly string[];
  /** Requests that did not get a good answer the first time. */
  readonly noticed: readonly string[];
  /** All of it in one line. */
  readonly figures: string;
}

/** What a replay says of what happened to the shop in the meantime. */
export function lossesOf({ placed, confirmed, latency, repeated, faults }: Summary): Losses {
  const noticed = Object.entries(repeated).map(([what, times]) => `${what}: sent again ${times} times`);
  const again = Object.values(repeated).reduce((sum, times) => sum + times, 0);
  const orders = `${placed} orders, ${confirmed} confirmed, p99 ${latency.p99} ms`;
  return { lost: faults, noticed, figures: `${orders}, ${again} requests failed and were sent again` };
}
