import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import type { RunningProcess } from '../infrastructure/supervisor.js';
import type { Sample } from './contenders.js';
import { cpuPerUnit, cpuTimes } from './cpu-time.js';
import type { CpuTimes } from './cpu-time.js';

/** What a contender that is a process of its own tells us: first that it is warm, then what it did from there on. */
export type ChildReport =
  | { readonly kind: 'warm' }
  | { readonly kind: 'done'; readonly units: number; readonly seconds: number }
  | { readonly kind: 'failed'; readonly message: string };

export interface ChildPlan {
  /** The built script. */
  readonly script: string;
  /** Told to the script as its one argument, in JSON. */
  readonly task: object;
  readonly env: NodeJS.ProcessEnv;
  /** Whose CPU counts, besides the child's own. */
  readonly servers: () => readonly RunningProcess[];
}

/** Units per second from "warm" to "done", by the child's own clock. The child ends when this process does: see `reportsOf`. */
export async function measureChild({ script, task, env, servers }: ChildPlan): Promise<Sample> {
  const args = ['--enable-source-maps', '--disable-warning=TimeoutNegativeWarning'];
  const child = fork(script, [JSON.stringify(task)], {
    env,
    execArgv: args,
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const ended = once(child, 'exit');
  const times = () => cpuTimes([...servers(), { name: 'contender', pid: child.pid ?? 0 }]);
  let before: CpuTimes = {};
  try {
    for await (const report of reportsOf(child)) {
      if (report.kind === 'failed') throw new Error(report.message);
      if (report.kind === 'warm') before = times();
      else return { value: report.units / report.seconds, cpu: cpuPerUnit(before, times(), report.units), also: {} };
    }
    throw new Error(`${script} has ended without a result.`);
  } finally {
    if (child.connected) child.disconnect(); // it then stops by itself
    const timer = setTimeout(() => child.kill('SIGKILL'), 15_000);
    await ended;
    clearTimeout(timer);
  }
}

async function* reportsOf(child: ChildProcess): AsyncGenerator<ChildReport> {
  const queue: ChildReport[] = [];
  let wake: () => void = () => undefined;
  let open = true;
  child.on('message', (message) => {
    queue.push(message as ChildReport);
    wake();
  });
  child.on('exit', () => {
    open = false;
    wake();
  });
  while (open || queue.length > 0) {
    const next = queue.shift();
    if (next) yield next;
    else await new Promise<void>((resolve) => (wake = resolve));
  }
}
