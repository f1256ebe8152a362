import { connect, createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { freshDatabase } from '@shop/group-commit/testing';
import type { FreshDatabase } from '@shop/group-commit/testing';
import { Client } from 'pg';
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { migrate } from './migrate.js';

class CreateThings1700000000001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE TABLE things (id int PRIMARY KEY)');
    // Long enough for unguarded runs to meet.
    await runner.query('SELECT pg_sleep(0.2)');
  }
  async down(): Promise<void> {}
}

class FillThings1700000000002 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('INSERT INTO things VALUES (1)');
  }
  async down(): Promise<void> {}
}

class Fail1700000000003 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('INSERT INTO things VALUES (2)');
    throw new Error('this migration fails');
  }
  async down(): Promise<void> {}
}

describe('migrate', () => {
  let database: FreshDatabase;
  const migrations = [CreateThings1700000000001, FillThings1700000000002];
  const plan = () => ({ url: database.url, applicationName: 'probe', migrations, patienceMs: 5000 });

  beforeEach(async () => (database = await freshDatabase()));
  afterEach(() => database.drop());

  async function things(): Promise<readonly number[]> {
    const client = new Client({ connectionString: database.url });
    await client.connect();
    const { rows } = await client.query<{ id: number }>('SELECT id FROM things ORDER BY id');
    await client.end();
    return rows.map(({ id }) => id);
  }

  it('runs each migration once when four replicas start together', async () => {
    await Promise.all([1, 2, 3, 4].map(() => migrate(plan())));
    expect(await things()).toEqual([1]);
  });

  it('rolls a failing migration back, tells why and frees the lock', async () => {
    const failing = { ...plan(), migrations: [...migrations, Fail1700000000003] };
    await expect(migrate(failing)).rejects.toThrow('this migration fails');
    expect(await things()).toEqual([1]);
    await migrate(plan());
  });

  it('waits for a database that is not up yet', async () => {
    const late = createServer();
    await new Promise<void>((resolve) => late.listen(0, '127.0.0.1', resolve));
    const { port } = late.address() as AddressInfo;
    await new Promise((resolve) => late.close(resolve));
    const real = new URL(database.url);
    const url = new URL(database.url);
    url.host = `127.0.0.1:${port}`;
    const migrating = migrate({ ...plan(), url: url.href });
    const { forward, close } = await forwardLater(port, Number(real.port), real.hostname);
    await migrating;
    expect(forward()).toBeGreaterThan(0);
    expect(await things()).toEqual([1]);
    await close();
  });

  it('gives up on a database that never comes, and at once on wrong credentials', async () => {
    const nowhere = { ...plan(), url: 'postgres://x@127.0.0.1:1/x', patienceMs: 50 };
    await expect(migrate(nowhere)).rejects.toMatchObject({ kind: 'unavailable', code: 'database.unreachable' });
    const stranger = new URL(database.url);
    stranger.username = 'nobody_here';
    const before = Date.now();
    await expect(migrate({ ...plan(), url: stranger.href, patienceMs: 60_000 })).rejects.toThrow('cannot be reached');
    expect(Date.now() - before).toBeLessThan(5000);
  });
});

/** Stands in for a database that comes up late: forwards from `port` to the real one. */
async function forwardLater(port: number, realPort: number, realHost: string) {
  await wait(300);
  let connections = 0;
  const server = createServer((socket) => {
    connections += 1;
    const upstream = connect(realPort, realHost);
    socket.pipe(upstream).pipe(socket);
    socket.on('error', () => upstream.destroy());
    upstream.on('error', () => socket.destroy());
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return { forward: () => connections, close: () => new Promise((resolve) => server.close(resolve)) };
}
