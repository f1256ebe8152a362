import { chownSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { ServiceName } from '@shop/kernel';
import { openPostgresHome } from '../infrastructure/postgres-home.js';
import type { PostgresHome } from '../infrastructure/postgres-home.js';
import { postgresOwner } from '../infrastructure/system-user.js';

export interface DatabasePlan {
  readonly service: ServiceName;
  /** Everything of this cluster is below it: its data, and, as if on other disks, backup and archive. */
  readonly directory: string;
  /** The log is archived after so many seconds at the latest: so much is lost with the disk. */
  readonly archiveSeconds: number;
}

export const backupOf = ({ directory }: DatabasePlan) => join(directory, 'backup');
export const archiveOf = ({ directory }: DatabasePlan) => join(directory, 'archive');

export function homeOf({ directory }: DatabasePlan): PostgresHome {
  return openPostgresHome(directory, postgresOwner(), () => undefined);
}

/** Where PostgreSQL, which may be another user than we, can write. */
export function makeOwnFolder(path: string): void {
  const owner = postgresOwner();
  mkdirSync(path, { recursive: true, mode: 0o700 });
  if (owner !== undefined) chownSync(path, owner.uid, owner.gid);
}
