import { spawnSync } from 'node:child_process';

export interface Owner {
  readonly uid: number;
  readonly gid: number;
}

const nobody: Owner = { uid: 65_534, gid: 65_534 };

/** Postgres refuses to run as root. Run by root, we start it as `nobody`, by number: no account has to be made for that. */
export function postgresOwner(): Owner | undefined {
  return process.getuid?.() === 0 ? nobody : undefined;
}

/** Whether `owner` can reach a file or folder, asked of the system itself: modes alone don't tell (parents, ACLs, mounts). */
export function canReach(owner: Owner, path: string): boolean {
  return spawnSync('/bin/sh', ['-c', 'test -x "$1"', 'sh', path], { ...owner, cwd: '/' }).status === 0;
}
