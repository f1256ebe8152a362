import { setTimeout as delay } from 'node:timers/promises';
import type { Answer, Client, Options } from './client.js';

const RETRY_MS = 150;

/** Answers that a broken shop may give and that say "not now"; all others are final. */
const passing = [503];

/**
 * Asks until there is an answer, as a client does who wants the thing: only for what may be asked twice. A gateway that is gone and
 * a 503 are met with patience; any other status is the answer, so a 500 of a shop in trouble is found out.
 */
export async function askStubbornly<Body>(
  client: Client,
  method: string,
  path: string,
  options: Options = {},
  withinMs = 180_000,
): Promise<Answer<Body>> {
  for (const deadline = Date.now() + withinMs; ; await delay(RETRY_MS)) {
    const answer = await client.call<Body>(method, path, options).catch(() => undefined);
    if (answer && !passing.includes(answer.status)) return answer;
    if (Date.now() > deadline) throw new Error(`${method} ${path} has no answer within ${withinMs} ms.`);
  }
}
