import { spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { answers, startLocalPostgres } from './local-postgres.js';
import { postgresBinaries } from './postgres-binaries.js';
import { createServiceDatabases } from './service-databases.js';
import { Supervisor } from './supervisor.js';
import { postgresOwner } from './system-user.js';
import { isAlive, waitUntil } from './wait-until.js';

let directory: string;
const started: Supervisor[] = [];

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'local-postgres-'));
  chmodSync(directory, 0o755);
});

afterEach(async () => {
  await Promise.all(started.splice(0).map((supervisor) => supervisor.stopAll([])));
  rmSync(directory, { recursive: true, force: true });
});

async function start(durability: 'full' | 'fast' = 'fast') {
  const supervisor = new Supervisor({ logs: join(directory, 'logs'), print: () => undefined });
  started.push(supervisor);
  const options = { directory, durability, supervisor, debug: () => undefined };
  const postgres = await startLocalPostgres(options);
  return { ...postgres, pid: supervisor.running()[0]?.pid ?? 0 };
}

/** A server that nobody watches any more, as after a SIGKILL of its parent. Gives its pid. */
async function leaveBehind(adminUrl: string): Promise<number> {
  const owner = postgresOwner();
  const binaries = postgresBinaries(owner, () => undefined);
  const args = [
    '-D',
    join(directory, 'postgres', 'data'),
    '-p',
    new URL(adminUrl).port,
    '-c',
    'listen_addresses=127.0.0.1',
  ];
  const { pid = 0 } = spawn(join(binaries, 'bin/postgres'), [...args, '-c', 'unix_socket_directories='], {
    ...owner,
    cwd: '/',
    stdio: 'ignore',
    env: { PATH: process.env['PATH'], TZ: 'UTC' },
  });
  const answer = () => answers(adminUrl).catch(() => false);
  expect(await waitUntil(answer, { timeoutMs: 15_000 })).toBe(true);
  return pid;
}

async function query(url: string, text: string): Promise<unknown[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(text)).rows;
  } finally {
    await client.end();
  }
}

describe('the local Postgres', () => {
  it('takes over the data of a run that left its server behind', async () => {
    const { adminUrl } = await start();
    await query(adminUrl, 'CREATE TABLE kept AS SELECT 42 AS answer');
    await Promise.all(started.splice(0).map((supervisor) => supervisor.stopAll([])));
    const left = await leaveBehind(adminUrl);
    const second = await start();
    expect(await query(second.adminUrl, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }]);
    expect(isAlive(left)).toBe(false);
  }, 30_000);

  it('comes back at the same address when it is killed', async () => {
    const { adminUrl, pid } = await start('full'); // `fast` may lose the last moments
    await query(adminUrl, 'CREATE TABLE kept AS SELECT 42 AS answer');
    process.kill(pid, 'SIGKILL');
    const back = async () => (await query(adminUrl, 'SELECT * FROM kept')).length === 1;
    expect(await waitUntil(() => !isAlive(pid), { timeoutMs: 5_000 })).toBe(true);
    expect(await waitUntil(back, { timeoutMs: 15_000 })).toBe(true);
  }, 30_000);

  it('listens on the loopback interface alone and has no socket file', async () => {
    const { adminUrl } = await start();
    const names = `('listen_addresses', 'unix_socket_directories')`;
    const rows = await query(adminUrl, `SELECT setting FROM pg_settings WHERE name IN ${names} ORDER BY name`);
    expect(rows).toEqual([{ setting: '127.0.0.1' }, { setting: '' }]);
  }, 30_000);

  it('lets a service into its own database alone, and not as a superuser', async () => {
    const postgres = await start();
    const urls = await createServiceDatabases({ ...postgres, names: ['order_service', 'payment_service'] });
    const own = urls.get('order_service') ?? '';
    await query(own, 'CREATE TABLE orders (id int)');
    expect(await query(own, 'SELECT rolsuper FROM pg_roles WHERE rolname = current_user')).toEqual([
      { rolsuper: false },
    ]);
    const foreign = own.replace(/order_service$/, 'payment_service');
    await expect(query(foreign, 'SELECT 1')).rejects.toThrow(/permission denied for database "payment_service"/);
  }, 30_000);

  it('keeps passwords for its own eyes, and the same ones', async () => {
    const postgres = await start();
    const urls = () => createServiceDatabases({ ...postgres, names: ['order_service'] });
    expect(await urls()).toEqual(await urls());
    const file = join(postgres.secrets, 'passwords.json');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const passwords = JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>;
    expect(Object.keys(passwords)).toEqual(['postgres', 'order_service']);
  }, 30_000);
});
