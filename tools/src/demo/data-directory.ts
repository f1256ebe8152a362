import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { refused } from '@shop/kernel';
import { postgresFolders } from '../infrastructure/postgres-home.js';
import { stopLeftoverPostgres } from '../infrastructure/postgres-leftover.js';
import { isAlive, waitUntil } from '../infrastructure/wait-until.js';
import { readDemoFile } from './demo-file.js';
import { outsideWorldFolder } from './shop-environment.js';

const run = promisify(execFile);

/**
 * Makes `directory` ours until `release`: two demos on one set of data would stop each other's Postgres. What a killed demo left
 * running (its leashes end it, in order, within seconds) is waited for.
 */
export async function claimDataDirectory(directory: string): Promise<{ readonly release: () => void }> {
  mkdirSync(directory, { recursive: true });
  const lock = join(directory, 'demo.pid');
  if (!tryLock(lock)) {
    const owner = Number(readFileSync(lock, 'utf8'));
    if (await isDemo(owner)) {
      throw refused(
        'demo.data-in-use',
        `A demo (process ${owner}) is using ${directory}: stop it, or give this one another --data.`,
      );
    }
    await untilLeftoversAreGone(directory);
    rmSync(lock, { force: true });
    if (!tryLock(lock)) throw refused('demo.data-in-use', `Another demo has just started on ${directory}.`);
  }
  return { release: () => rmSync(lock, { force: true }) };
}

/** Deletes what a demo keeps in `directory`, and that alone: the folder may be one with other things in it. */
export async function emptyDataDirectory(directory: string): Promise<void> {
  for (const folder of postgresFolders(directory)) {
    await stopLeftoverPostgres(join(folder, 'data'));
    rmSync(folder, { recursive: true, force: true });
  }
  for (const name of ['kafka', outsideWorldFolder, 'logs', 'demo.json', 'one-process.json', 'passwords.json']) {
    rmSync(join(directory, name), { recursive: true, force: true });
  }
}

function tryLock(lock: string): boolean {
  try {
    writeFileSync(lock, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/** Ids are given out again, after a reboot above all: a live process counts only if it looks like a demo. */
async function isDemo(pid: number): Promise<boolean> {
  if (pid === process.pid || !Number.isInteger(pid) || !isAlive(pid)) return false;
  const { stdout } = await run('ps', ['-ww', '-o', 'args=', '-p', String(pid)]).catch(() => ({ stdout: '' }));
  return stdout.includes('demo');
}

async function untilLeftoversAreGone(directory: string): Promise<void> {
  if (!existsSync(join(directory, 'demo.json'))) return;
  const pids = readDemoFile(directory).processes.map(({ pid }) => pid);
  await waitUntil(() => !pids.some(isAlive), { timeoutMs: 15_000 });
}
