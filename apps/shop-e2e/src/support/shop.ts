import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { eventually } from './eventually.js';

/** DIR/demo.json, as the contract has it. */
export interface Shop {
  readonly gateway: string;
  readonly bus: 'kafka' | 'memory';
  readonly kafkaBrokers: string | null;
  readonly databases: Readonly<Record<string, string>>;
  readonly mail: string;
  /** A maildev's address, where the mails are in place of `mail`: a shop in containers has one. */
  readonly mailbox?: string;
  readonly processes: readonly { readonly name: string; readonly pid: number; readonly port: number | null }[];
}

/** Read anew each time: pids change when processes are restarted. */
export function shop(): Shop {
  const directory = process.env['SHOP_DATA'];
  if (!directory) throw new Error('SHOP_DATA is not set: the globalSetup has not run.');
  return JSON.parse(readFileSync(join(directory, 'demo.json'), 'utf8')) as Shop;
}

export function pidOf(name: string): number {
  const found = shop().processes.find((candidate) => candidate.name === name);
  if (!found) throw new Error(`There is no process ${name} in demo.json`);
  return found.pid;
}

/** SIGKILL, and nothing else: the demo, or the restart policy of its container, is what starts it again. */
export function kill(name: string): number {
  const pid = pidOf(name);
  process.kill(pid, 'SIGKILL');
  return pid;
}

/** Waits until it has been started again under another pid and the gateway finds everything ready. */
export async function restarted(name: string, oldPid: number): Promise<void> {
  await eventually(`${name} is started again`, () => pidOf(name) !== oldPid, 60_000);
  await eventually('the gateway is ready', async () => (await fetch(`${shop().gateway}/health/ready`)).ok, 60_000);
}
