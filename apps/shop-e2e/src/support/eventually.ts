import { setTimeout as delay } from 'node:timers/promises';

type Falsy = false | null | undefined | 0 | '';

/** Waits for a condition, asking every 50 ms. A throw counts as "not yet". @throws Error with the last fault after `withinMs` */
export async function eventually<T>(
  what: string,
  attempt: () => T | Falsy | Promise<T | Falsy>,
  withinMs = 20_000,
): Promise<T> {
  let fault: unknown;
  for (const deadline = Date.now() + withinMs; Date.now() < deadline; await delay(50)) {
    try {
      const result = await attempt();
      if (result) return result;
      fault = undefined;
    } catch (error) {
      fault = error;
    }
  }
  throw new Error(`Not within ${withinMs} ms: ${what}`, { cause: fault });
}
