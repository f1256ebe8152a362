import { z } from 'zod';

/**
 * Where the process ends itself by SIGKILL:
 * - `before-send`: the effect is committed, its event lies in the outbox, nothing is sent.
 * - `during-send`: the events are on their way to the broker; which of them it has taken nobody knows.
 * - `after-send`: the broker has acknowledged them, the outbox does not know yet.
 * - `before-offset-commit`: the effect is committed, the consumed offset is not.
 */
export const crashPoints = ['before-send', 'during-send', 'after-send', 'before-offset-commit'] as const;
export type CrashPoint = (typeof crashPoints)[number];

/** In an environment variable: `after-send:3` is the third time that this point is reached. */
export const crashAt = z
  .string()
  .regex(new RegExp(`^(${crashPoints.join('|')}):[1-9]\\d*$`), `expected one of ${crashPoints.join(', ')} and a count`)
  .transform((text) => {
    const [point, count] = text.split(':');
    return { point: point as CrashPoint, count: Number(count) };
  });
export type CrashAt = z.infer<typeof crashAt>;

/** A crash that no handler, no `finally` and no shutdown hook can soften. Never returns when the time has come. */
export function crasher(plan: CrashAt | undefined): (point: CrashPoint) => void {
  let left = plan?.count ?? 0;
  return (point) => {
    if (point !== plan?.point || --left > 0) return;
    process.kill(process.pid, 'SIGKILL');
    // The signal is on its way: nothing of this process may run until it is there.
    for (;;);
  };
}
