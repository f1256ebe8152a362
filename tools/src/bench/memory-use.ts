import { existsSync, readFileSync } from 'node:fs';
import type { RunningProcess } from '../infrastructure/supervisor.js';
import { processesBelow } from './cpu-time.js';

/** MiB by name of process: the proportional set size, which counts a page that n processes share as 1/n of a page of each. */
export function memoryUse(processes: readonly RunningProcess[]): Readonly<Record<string, number>> {
  if (!existsSync('/proc/self/smaps_rollup')) return {};
  return Object.fromEntries(
    processes.map(({ name, pid }) => {
      const bytes = processesBelow(pid).reduce((sum, one) => sum + pssOf(one), 0);
      return [name, bytes / 2 ** 20] as const;
    }),
  );
}

function pssOf(pid: number): number {
  try {
    const [, kilobytes] = /^Pss:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8')) ?? [];
    return Number(kilobytes ?? 0) * 1_024;
  } catch {
    return 0; // it has ended meanwhile
  }
}
