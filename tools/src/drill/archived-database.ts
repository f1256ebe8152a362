import type { ServiceName } from '@shop/kernel';
import { databaseOf } from '../demo/shop-map.js';
import { startLocalPostgres } from '../infrastructure/local-postgres.js';
import { createServiceDatabases } from '../infrastructure/service-databases.js';
import type { Supervisor } from '../infrastructure/supervisor.js';
import { waitUntil } from '../infrastructure/wait-until.js';
import { unavailable } from '@shop/kernel';
import { askDatabase } from './ask-database.js';
import { archiveOf } from './database-folders.js';
import type { DatabasePlan } from './database-folders.js';

/** The database of one service, in a cluster of its own. */
export interface ArchivedDatabase {
  readonly service: ServiceName;
  /** As the service's own role. */
  readonly url: string;
  /** As the superuser. */
  readonly adminUrl: string;
  /** Its last commit before this start: after a recovery, the point that it was restored to. */
  readonly startedAt: Date;
}

const RECOVERED_WITHIN_MS = 120_000;

/**
 * Starts a cluster whose log is archived as it is written, which is what CloudNativePG and other operators do too. Resolves when it may be
 * written to, so after a recovery. @param settings beside those of archiving: how to restore
 */
export async function startArchivedDatabase(
  plan: DatabasePlan,
  supervisor: Supervisor,
  settings: readonly string[] = [],
): Promise<ArchivedDatabase> {
  const { service, directory } = plan;
  const cluster = await startLocalPostgres({
    directory,
    durability: 'full',
    name: processOf(service),
    settings: [...archiving(plan), ...settings],
    walSegmentMb: 1,
    supervisor,
    debug: () => undefined,
  });
  const { adminUrl } = cluster;
  if (!(await waitUntil(() => isWritable(adminUrl), { timeoutMs: RECOVERED_WITHIN_MS, everyMs: 100 }))) {
    const log = await supervisor.logTail(processOf(service));
    throw unavailable(
      'drill.not-recovered',
      `The database of ${service} has not recovered. The end of its log:\n${log}`,
    );
  }
  const startedAt = await lastCommitIn(adminUrl); // before we write to it ourselves
  const name = databaseOf(service);
  const urls = await createServiceDatabases({ ...cluster, names: [name] });
  return { service, url: urls.get(name) ?? '', adminUrl, startedAt };
}

export function processOf(service: ServiceName): string {
  return `postgres-of-${service}`;
}

/** A file in the archive is whole: it gets its name when it is. */
function archiving(plan: DatabasePlan): readonly string[] {
  const target = `${archiveOf(plan)}/%f`;
  return [
    'archive_mode=on',
    `archive_command=test ! -f ${target} && cp %p ${target}.part && mv ${target}.part ${target}`,
    `archive_timeout=${plan.archiveSeconds}`,
    'track_commit_timestamp=on',
    'shared_buffers=32MB',
    'max_connections=60',
  ];
}

function isWritable(adminUrl: string): Promise<boolean> {
  return askDatabase(adminUrl, async (client) => {
    const { rows } = await client.query<{ recovering: boolean }>('SELECT pg_is_in_recovery() AS recovering');
    return rows[0]?.recovering === false;
  });
}

/** When the last transaction of all was committed. */
export function lastCommitIn(adminUrl: string): Promise<Date> {
  return askDatabase(adminUrl, async (client) => {
    const { rows } = await client.query<{ at: Date | null }>('SELECT timestamp AS at FROM pg_last_committed_xact()');
    return rows[0]?.at ?? new Date(0);
  });
}
