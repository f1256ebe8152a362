import { closeSync, openSync } from 'node:fs';
import type { ChildProcess } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import { spawnLeashed } from './leash.js';
import type { LeashedCommand } from './leash.js';

export interface ProcessPlan extends Omit<LeashedCommand, 'output'> {
  readonly name: string;
  readonly port: number;
  /** Done before every start, so also before a restart: clear what a killed predecessor left behind. */
  readonly prepare?: () => Promise<void>;
  /** How long a polite stop may take before SIGKILL; 10 seconds unless told. */
  readonly stopWithinMs?: number;
}

export interface ProcessEvents {
  readonly print: (line: string) => void;
  /** The process has a new pid. */
  readonly onStart: () => void;
}

const longestBackoffMs = 5_000;
const steadyAfterMs = 10_000;

/** One process that is started again whenever it ends by itself, until `stop`. */
export class SupervisedProcess {
  private child: ChildProcess | undefined;
  private stopping = false;
  private failuresInARow = 0;
  private exited: Promise<void> = Promise.resolve();

  constructor(
    readonly plan: ProcessPlan,
    readonly logFile: string,
    private readonly events: ProcessEvents,
  ) {
    closeSync(openSync(logFile, 'w')); // a log holds one run; restarts within the run append
  }

  get pid(): number | undefined {
    return this.child?.pid;
  }

  async start(): Promise<void> {
    await this.plan.prepare?.();
    if (this.stopping) return;
    const output = openSync(this.logFile, 'a');
    const startedAt = Date.now();
    const child = spawnLeashed({ ...this.plan, output });
    closeSync(output);
    this.child = child;
    this.exited = new Promise((resolve) => {
      child.once('error', (error) => this.ended(startedAt, error.message, resolve));
      child.once('exit', (code, signal) => this.ended(startedAt, signal ?? `exit code ${code}`, resolve));
    });
    this.events.onStart();
  }

  async stop(): Promise<void> {
    this.stopping = true;
    if (this.child === undefined) return;
    this.child.kill(this.plan.stopSignal ?? 'SIGTERM');
    const timer = setTimeout(() => this.child?.kill('SIGKILL'), this.plan.stopWithinMs ?? 10_000);
    await this.exited;
    clearTimeout(timer);
  }

  private ended(startedAt: number, how: string, resolve: () => void): void {
    this.child = undefined;
    resolve();
    if (this.stopping) return;
    this.failuresInARow = Date.now() - startedAt > steadyAfterMs ? 0 : this.failuresInARow + 1;
    void this.restart(how);
  }

  private async restart(how: string): Promise<void> {
    const backoffMs = Math.min(100 * 2 ** this.failuresInARow, longestBackoffMs);
    this.events.print(`${this.plan.name} ended (${how}); starting it again. Log: ${this.logFile}`);
    await delay(backoffMs, undefined, { ref: false });
    if (this.stopping) return;
    await this.start().catch((error: unknown) => {
      this.failuresInARow += 1;
      return this.restart(String(error));
    });
  }
}
