import { mkdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { refused } from '@shop/kernel';
import { SupervisedProcess } from './supervised-process.js';
import type { ProcessPlan } from './supervised-process.js';

export interface SupervisorOptions {
  /** Each process writes to NAME.log in here. */
  readonly logs: string;
  readonly print: (line: string) => void;
  /** Some process has another pid than before. */
  readonly onChange?: () => void;
}

export interface RunningProcess {
  readonly name: string;
  readonly pid: number;
  readonly port: number;
}

/** Keeps a set of named processes running: one that dies, of any code or signal, is started again after a short wait. */
export class Supervisor {
  private readonly processes = new Map<string, SupervisedProcess>();
  private closed = false;

  constructor(private readonly options: SupervisorOptions) {
    mkdirSync(options.logs, { recursive: true });
  }

  /** Resolves when the process has been spawned, not when it is ready. Rejects if its `prepare` does, or after `stopAll`. */
  async start(plan: ProcessPlan): Promise<void> {
    if (this.closed) throw refused('supervisor.closed', `${plan.name} is not started: everything is being stopped.`);
    const logFile = join(this.options.logs, `${plan.name}.log`);
    const events = { print: this.options.print, onStart: () => this.options.onChange?.() };
    const supervised = new SupervisedProcess(plan, logFile, events);
    this.processes.set(plan.name, supervised);
    await supervised.start();
  }

  /** In the order of start; a process that is down at the moment is left out. */
  running(): readonly RunningProcess[] {
    return [...this.processes.values()].flatMap(({ plan, pid }) =>
      pid === undefined ? [] : [{ name: plan.name, pid, port: plan.port }],
    );
  }

  /** The end of a process's log, for a message about why it did not come up. */
  async logTail(name: string, lines = 15): Promise<string> {
    const supervised = this.processes.get(name);
    if (supervised === undefined) return '';
    const text = await readFile(supervised.logFile, 'utf8');
    return text.trimEnd().split('\n').slice(-lines).join('\n');
  }

  /** Stops group after group; the processes of one group stop at the same time. Those that no group names stop last. */
  async stopAll(groups: readonly (readonly string[])[]): Promise<void> {
    this.closed = true;
    for (const group of groups) await this.stopGroup(group);
    await this.stopGroup([...this.processes.keys()]);
  }

  private async stopGroup(names: readonly string[]): Promise<void> {
    const found = names.flatMap((name) => this.processes.get(name) ?? []);
    await Promise.all(found.map((supervised) => supervised.stop()));
    for (const name of names) this.processes.delete(name);
  }
}
