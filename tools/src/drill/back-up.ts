import { execFile } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Supervisor } from '../infrastructure/supervisor.js';
import { startArchivedDatabase } from './archived-database.js';
import type { ArchivedDatabase } from './archived-database.js';
import { askDatabase } from './ask-database.js';
import { archiveOf, backupOf, homeOf, makeOwnFolder } from './database-folders.js';
import type { DatabasePlan } from './database-folders.js';

const run = promisify(execFile);

/** A base backup, taken while the database is in use: what changes meanwhile is in the archive. */
export async function backUp(plan: DatabasePlan, { adminUrl }: ArchivedDatabase): Promise<void> {
  const backup = backupOf(plan);
  await askDatabase(adminUrl, async (client) => {
    await client.query(`SELECT pg_backup_start('drill', true)`);
    await copyFiles(plan, homeOf(plan).data, backup);
    const { rows } = await client.query<{ label: string }>('SELECT labelfile AS label FROM pg_backup_stop(true)');
    await asOwner(plan, 'tee', [join(backup, 'backup_label')], rows[0]?.label);
  });
}

/** The disk is gone, with what had not been archived. The cluster's processes must be dead. */
export function destroy(plan: DatabasePlan): void {
  rmSync(homeOf(plan).data, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
}

/** From the base backup, and from the archive up to its end or up to a moment. */
export async function restore(
  plan: DatabasePlan,
  to: Date | undefined,
  supervisor: Supervisor,
): Promise<ArchivedDatabase> {
  const { data } = homeOf(plan);
  makeOwnFolder(data);
  await copyFiles(plan, backupOf(plan), data);
  await asOwner(plan, 'touch', [join(data, 'recovery.signal')]);
  return startArchivedDatabase(plan, supervisor, [
    `restore_command=cp ${archiveOf(plan)}/%f %p`,
    'recovery_target_action=promote',
    ...(to === undefined ? [] : [`recovery_target_time=${moment(to)}`]),
  ]);
}

/** This parameter takes no ISO instant. */
function moment(at: Date): string {
  return at.toISOString().replace('T', ' ').replace('Z', '+00');
}

/** Without the log, which the archive has, and without what belongs to the running server. Files that go meanwhile are no loss. */
function copyFiles(plan: DatabasePlan, from: string, to: string): Promise<void> {
  const script = `
    cd "$1" && tar -cf - --exclude='./pg_wal/*' --exclude=./postmaster.pid --exclude=./postmaster.opts . | tar -xpf - -C "$2"`;
  return asOwner(plan, '/bin/sh', ['-c', script, 'sh', from, to]);
}

async function asOwner(plan: DatabasePlan, command: string, args: readonly string[], input?: string): Promise<void> {
  const running = run(command, [...args], { ...homeOf(plan).owner, cwd: '/' });
  if (input !== undefined) running.child.stdin?.write(input);
  running.child.stdin?.end();
  await running;
}
