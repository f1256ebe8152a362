import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';

/** It has nothing to do, and goes with whoever has started it. */
const idle = 'process.once("disconnect", () => process.exit()); process.channel.ref()';

/**
 * The end-to-end tests kill processes by their pid; a pod's is on another machine. So each part of the shop has a process here that stands
 * in for it: when that one is killed, its pod is, and when the next pod is ready another one stands in, with another pid.
 */
export class StandIns {
  private readonly children = new Map<string, ChildProcess>();
  private stopped = false;

  /** @param fell does to the part what was done to its stand-in, and resolves when it is back */
  constructor(
    private readonly fell: (part: string) => Promise<void>,
    private readonly changed: () => void,
  ) {}

  stand(part: string): void {
    const child = spawn(process.execPath, ['-e', idle], { stdio: ['ignore', 'ignore', 'ignore', 'ipc'] });
    this.children.set(part, child);
    child.once('exit', () => void this.follow(part));
  }

  pids(): readonly (readonly [string, number])[] {
    return [...this.children].flatMap(([part, { pid }]) => (pid === undefined ? [] : [[part, pid] as const]));
  }

  stop(): void {
    this.stopped = true;
    for (const child of this.children.values()) child.kill();
  }

  private async follow(part: string): Promise<void> {
    if (this.stopped) return;
    await this.fell(part);
    if (this.stopped) return;
    this.stand(part);
    this.changed();
  }
}
