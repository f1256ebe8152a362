import { existsSync, readdirSync, readFileSync } from 'node:fs';
import type { RunningProcess } from '../infrastructure/supervisor.js';

/** CPU time by name of process, in milliseconds, user and system together. */
export type CpuTimes = Readonly<Record<string, number>>;

const LOAD_GENERATOR = 'load generator';

/** The unit of /proc/PID/stat is USER_HZ, which Linux fixes at 100 for every program that does not ask. */
const MS_PER_TICK = 10;

/** The only system whose /proc tells it: elsewhere there are no figures of CPU, and the report says so. */
export const cpuIsKnown = existsSync('/proc/self/stat');

/**
 * What the processes have used so far, with their children, the ended ones included: PostgreSQL has a process per connection. A process
 * that has been started again begins at nothing, so take no difference across a restart.
 */
export function cpuTimes(processes: readonly Pick<RunningProcess, 'name' | 'pid'>[]): CpuTimes {
  if (!cpuIsKnown) return {};
  const all = processTable();
  const used = processes.map(({ name, pid }) => [name, ticksOf(pid, all) * MS_PER_TICK] as const);
  const { user, system } = process.cpuUsage();
  return { ...Object.fromEntries(used), [LOAD_GENERATOR]: (user + system) / 1_000 };
}

/** In microseconds per unit of work. */
export function cpuPerUnit(before: CpuTimes, after: CpuTimes, units: number): CpuTimes {
  const spent = Object.entries(after).map(([name, ms]) => [
    name,
    Math.round(((ms - (before[name] ?? 0)) * 1_000) / units),
  ]);
  return Object.fromEntries(spent) as CpuTimes;
}

/** Of all but the load generator, which no shop has. */
export function shopCpu(cpu: CpuTimes): number {
  return Object.entries(cpu).reduce((sum, [name, value]) => sum + (name === LOAD_GENERATOR ? 0 : value), 0);
}

interface ProcessRow {
  readonly parent: number;
  readonly ticks: number;
}

function processTable(): ReadonlyMap<number, ProcessRow> {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return new Map(pids.flatMap((pid) => rowOf(Number(pid))));
}

/** The name of the program, in brackets, may itself contain blanks and brackets: the fields are counted from the last one. */
function rowOf(pid: number): [number, ProcessRow][] {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat
      .slice(stat.lastIndexOf(')') + 2)
      .split(' ')
      .map(Number);
    const [utime, stime, ofEndedChildren, stimeOfEndedChildren] = fields.slice(11, 15);
    const ticks = (utime ?? 0) + (stime ?? 0) + (ofEndedChildren ?? 0) + (stimeOfEndedChildren ?? 0);
    return [[pid, { parent: fields[1] ?? 0, ticks }]];
  } catch {
    return []; // it has ended between listing and reading
  }
}

function ticksOf(pid: number, all: ReadonlyMap<number, ProcessRow>): number {
  return familyOf(pid, all).reduce((sum, member) => sum + (all.get(member)?.ticks ?? 0), 0);
}

/** The process and all that descend from it. */
export function processesBelow(pid: number): readonly number[] {
  return familyOf(pid, processTable());
}

function familyOf(pid: number, all: ReadonlyMap<number, ProcessRow>): readonly number[] {
  const children = [...all].filter(([, { parent }]) => parent === pid);
  return [pid, ...children.flatMap(([child]) => familyOf(child, all))];
}
