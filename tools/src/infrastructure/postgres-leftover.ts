import { execFile } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { isAlive, waitUntil } from './wait-until.js';

const run = promisify(execFile);

/**
 * A parent that was killed outright may have left its Postgres running for a moment, or a postmaster.pid whose id belongs to
 * another process by now. The first is stopped, the second removed; either would keep a new server from starting.
 */
export async function stopLeftoverPostgres(data: string): Promise<void> {
  const file = join(data, 'postmaster.pid');
  if (!existsSync(file)) return;
  const pid = Number(readFileSync(file, 'utf8').split('\n')[0]);
  if (!Number.isInteger(pid) || !isAlive(pid)) return; // Postgres itself clears the file of a dead one
  if (!(await commandLine(pid)).includes(data)) return rmSync(file, { force: true });
  for (const signal of ['SIGINT', 'SIGQUIT', 'SIGKILL'] as const) {
    sendTo(pid, signal); // fast shutdown, then immediate, then by force: the log repairs what is cut short
    if (await waitUntil(() => !isAlive(pid), { timeoutMs: 8_000 })) return;
  }
}

async function commandLine(pid: number): Promise<string> {
  const { stdout } = await run('ps', ['-ww', '-o', 'args=', '-p', String(pid)]).catch(() => ({ stdout: '' }));
  return stdout;
}

function sendTo(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // it ended by itself in between
  }
}
