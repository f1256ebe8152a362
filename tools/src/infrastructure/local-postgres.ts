import { execFile } from 'node:child_process';
import { chownSync, existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { unavailable } from '@shop/kernel';
import { Client } from 'pg';
import { freePort } from './free-port.js';
import { openPostgresHome, passwordOf, writePrivately } from './postgres-home.js';
import type { PostgresHome } from './postgres-home.js';
import { postgresBinaries } from './postgres-binaries.js';
import { stopLeftoverPostgres } from './postgres-leftover.js';
import type { Supervisor } from './supervisor.js';
import { postgresOwner } from './system-user.js';
import { waitUntil } from './wait-until.js';

const run = promisify(execFile);

export interface LocalPostgresOptions {
  /** The cluster is kept in DIRECTORY/postgres and used again by the next start. */
  readonly directory: string;
  /** `fast` gives up durability (no fsync): for tests, whose data nobody wants back. */
  readonly durability: 'full' | 'fast';
  /** Of the process among its fellows; `postgres` unless told. */
  readonly name?: string;
  /** Beside our own: `archive_mode=on`, … */
  readonly settings?: readonly string[];
  /** Size of a segment of the log in megabytes, of a cluster that is made now; PostgreSQL's own default is 16. */
  readonly walSegmentMb?: number;
  readonly supervisor: Supervisor;
  readonly debug: (line: string) => void;
}

export interface LocalPostgres {
  /** As the superuser; for setting up, never for a service. */
  readonly adminUrl: string;
  /** The folder that keeps the passwords of roles. */
  readonly secrets: string;
}

/** Starts a real PostgreSQL on a free port of 127.0.0.1 and resolves when it answers. Throws with the end of its log if it does not. */
export async function startLocalPostgres(options: LocalPostgresOptions): Promise<LocalPostgres> {
  const owner = postgresOwner();
  const binaries = postgresBinaries(owner, options.debug);
  const home = openPostgresHome(options.directory, owner, options.debug);
  const password = passwordOf('postgres', home.folder);
  if (!existsSync(join(home.data, 'PG_VERSION'))) {
    await initialise(binaries, home, { password, ...options });
  }
  const port = await freePort();
  const name = options.name ?? 'postgres';
  const all = [...settings(options.durability), ...(options.settings ?? [])];
  await options.supervisor.start({
    name,
    port,
    command: join(binaries, 'bin/postgres'),
    args: ['-D', home.data, '-p', String(port), ...all.flatMap((setting) => ['-c', setting])],
    env: { PATH: process.env['PATH'], TZ: 'UTC' },
    cwd: '/',
    owner,
    stopSignal: 'SIGINT', // fast shutdown; SIGTERM would wait until the last client has gone
    prepare: () => stopLeftoverPostgres(home.data),
  });
  const adminUrl = `postgres://postgres:${password}@127.0.0.1:${port}/postgres`;
  if (!(await waitUntil(() => answers(adminUrl), { timeoutMs: 30_000 }))) {
    const log = await options.supervisor.logTail(name);
    throw unavailable('postgres.not-started', `Postgres did not start. The end of its log:\n${log}`);
  }
  return { adminUrl, secrets: home.folder };
}

/** Made under another name and then renamed: an initdb that was interrupted leaves nothing that looks like a cluster. */
async function initialise(binaries: string, home: PostgresHome, options: InitialiseOptions): Promise<void> {
  const draft = join(home.folder, 'data.incomplete');
  const passwordFile = join(home.folder, 'initdb-password');
  rmSync(draft, { recursive: true, force: true });
  mkdirSync(draft, { mode: 0o700 });
  writePrivately(passwordFile, options.password);
  if (home.owner !== undefined)
    for (const path of [draft, passwordFile]) chownSync(path, home.owner.uid, home.owner.gid);
  const args = ['-D', draft, '-U', 'postgres', '--pwfile', passwordFile, '--auth=scram-sha-256', '--encoding=UTF8'];
  const speed = options.durability === 'fast' ? ['--no-sync'] : [];
  const segments = options.walSegmentMb === undefined ? [] : [`--wal-segsize=${options.walSegmentMb}`];
  await run(join(binaries, 'bin/initdb'), [...args, '--locale=C', ...speed, ...segments], { ...home.owner, cwd: '/' });
  rmSync(passwordFile);
  renameSync(draft, home.data);
}

interface InitialiseOptions {
  readonly password: string;
  readonly durability: 'full' | 'fast';
  readonly walSegmentMb?: number;
}

function settings(durability: 'full' | 'fast'): readonly string[] {
  const always = ['listen_addresses=127.0.0.1', 'unix_socket_directories=', 'max_connections=300', 'timezone=UTC'];
  return durability === 'full' ? always : [...always, 'fsync=off', 'synchronous_commit=off', 'full_page_writes=off'];
}

/** Whether a server takes connections there. */
export async function answers(url: string): Promise<boolean> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 2_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return true;
  } finally {
    await client.end().catch(() => undefined);
  }
}
