import { chmodSync, chownSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Secret } from '@shop/kernel';
import { DatabaseModule, startService } from '@shop/platform';
import { Client } from 'pg';
import { startLocalPostgres } from '../infrastructure/local-postgres.js';
import { Supervisor } from '../infrastructure/supervisor.js';
import { postgresOwner } from '../infrastructure/system-user.js';
import { TestAuthority } from '../infrastructure/testing/test-authority.js';

jest.setTimeout(60_000);

let directory: string;
let supervisor: Supervisor;
let authority: TestAuthority;
let adminUrl: string;

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'postgres-tls-'));
  chmodSync(directory, 0o755);
  supervisor = new Supervisor({ logs: join(directory, 'logs'), print: () => undefined });
  ({ adminUrl } = await startLocalPostgres({ directory, durability: 'fast', supervisor, debug: () => undefined }));
  authority = new TestAuthority(directory, 'authority');
  await useCertificateFor('localhost');
});
afterAll(async () => {
  await supervisor.stopAll([]);
  rmSync(directory, { recursive: true, force: true });
});

async function useCertificateFor(server: string): Promise<void> {
  const { key, certificate } = authority.issueFor(server);
  const owner = postgresOwner();
  if (owner) for (const file of [key, certificate]) chownSync(file, owner.uid, owner.gid);
  chmodSync(key, 0o600);
  await asAdmin(async (admin) => {
    await admin.query(`ALTER SYSTEM SET ssl_key_file = '${key}'`);
    await admin.query(`ALTER SYSTEM SET ssl_cert_file = '${certificate}'`);
    await admin.query('ALTER SYSTEM SET ssl = on');
    await admin.query('SELECT pg_reload_conf()');
  });
}

async function asAdmin<Result>(work: (client: Client) => Promise<Result>): Promise<Result> {
  const client = new Client({ connectionString: adminUrl });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** Migrates, opens the pool of TypeORM and group commit: everything that a service does with its database's address. */
function startOn(query: string) {
  const url = `${adminUrl.replace('127.0.0.1', 'localhost')}?${query}`;
  const config = { HOST: '127.0.0.1', PORT: 0, LOG_LEVEL: 'silent', LOG_FORMAT: 'json' } as const;
  const database = { MIGRATE_AT_START: true, GROUP_COMMIT_MAX: 500, GROUP_COMMIT_LANES: 1 };
  const module = DatabaseModule.with({
    service: 'tls-probe',
    config: { ...database, DATABASE_URL: new Secret(url) },
    entities: [],
    migrations: [],
    patienceMs: 0,
  });
  return startService({ name: 'tls-probe', config, module });
}

/** Whether each connection of the service is encrypted, as the server sees it. */
function encrypted(): Promise<readonly boolean[]> {
  return asAdmin(async (admin) => {
    const { rows } = await admin.query<{ ssl: boolean }>(
      `SELECT ssl FROM pg_stat_ssl JOIN pg_stat_activity USING (pid) WHERE application_name LIKE 'tls-probe%'`,
    );
    return rows.map(({ ssl }) => ssl);
  });
}

describe('a service and its database over TLS', () => {
  it('encrypts all connections with sslmode=verify-full and the certificate authority of the server', async () => {
    const service = await startOn(`sslmode=verify-full&sslrootcert=${authority.certificate}`);
    expect((await fetch(`${service.url}/health/ready`)).status).toBe(200);
    const connections = await encrypted();
    expect(connections.length).toBeGreaterThan(0);
    expect(new Set(connections)).toEqual(new Set([true]));
    await service.stop();
  });

  it('refuses a server whose certificate another authority has signed', async () => {
    const stranger = new TestAuthority(directory, 'stranger');
    await expect(startOn(`sslmode=verify-full&sslrootcert=${stranger.certificate}`)).rejects.toMatchObject({
      kind: 'unavailable',
      code: 'database.unreachable',
      message: expect.stringMatching(/certificate/) as unknown,
    });
  });

  it('refuses a server whose certificate is for another name', async () => {
    await useCertificateFor('elsewhere.test');
    const start = startOn(`sslmode=verify-full&sslrootcert=${authority.certificate}`);
    await expect(start).rejects.toMatchObject({
      code: 'database.unreachable',
      message: expect.stringMatching(/elsewhere\.test/) as unknown,
    });
  });

  it('goes without where the address says so', async () => {
    const service = await startOn('sslmode=disable');
    expect(new Set(await encrypted())).toEqual(new Set([false]));
    await service.stop();
  });
});
