import { setTimeout as delay } from 'node:timers/promises';

export interface Patience {
  readonly timeoutMs: number;
  readonly everyMs?: number;
}

/** Asks again and again; true as soon as `condition` holds, false when the time is over. A rejection counts as "not yet". */
export async function waitUntil(condition: () => Promise<boolean> | boolean, patience: Patience): Promise<boolean> {
  const end = Date.now() + patience.timeoutMs;
  for (;;) {
    if (await holds(condition)) return true;
    if (Date.now() >= end) return false;
    await delay(patience.everyMs ?? 50);
  }
}

async function holds(condition: () => Promise<boolean> | boolean): Promise<boolean> {
  try {
    return await condition();
  } catch {
    return false;
  }
}

/** Whether a process of that id exists, whoever owns it. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
