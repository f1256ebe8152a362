import { unavailable } from '@shop/kernel';
import type { Supervisor } from '../infrastructure/supervisor.js';
import { waitUntil } from '../infrastructure/wait-until.js';

export interface Awaited {
  readonly name: string;
  readonly url: string;
  /** The supervised process that it runs in: its log explains a failure. */
  readonly processName: string;
}

const timeoutMs = 90_000;

/** Resolves when /health/ready of every one has answered 200, telling of each. Throws with the end of a log if one never does. */
export async function awaitReady(
  all: readonly Awaited[],
  supervisor: Supervisor,
  print: (line: string) => void,
): Promise<void> {
  await Promise.all(
    all.map(async ({ name, url, processName }) => {
      const ready = await waitUntil(() => isReady(url), { timeoutMs, everyMs: 150 });
      if (ready) return print(`${name} is ready`);
      const log = await supervisor.logTail(processName);
      throw unavailable(
        'demo.not-ready',
        `${name} was not ready after ${timeoutMs / 1000} s. The end of its log:\n${log}`,
      );
    }),
  );
}

async function isReady(url: string): Promise<boolean> {
  const response = await fetch(`${url}/health/ready`, { signal: AbortSignal.timeout(3_000) });
  await response.body?.cancel();
  return response.ok;
}
