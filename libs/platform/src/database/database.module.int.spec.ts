import { Controller, Get, Module } from '@nestjs/common';
import { InjectRepository, TypeOrmModule } from '@nestjs/typeorm';
import { GroupCommit } from '@shop/group-commit';
import { freshDatabase } from '@shop/group-commit/testing';
import type { FreshDatabase } from '@shop/group-commit/testing';
import { Client, Pool } from 'pg';
import { Column, Entity, PrimaryColumn, Repository } from 'typeorm';
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { AllowAccess } from '../auth/access.js';
import { Secret } from '@shop/kernel';
import { startService } from '../start/start-service.js';
import type { RunningService } from '../start/start-service.js';
import { DatabaseModule } from './database.module.js';

@Entity('things')
class Thing {
  @PrimaryColumn('int') id: number;
  @Column('text') name: string;
}

class CreateThings1700000000001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE TABLE things (id int PRIMARY KEY, name text NOT NULL)`);
    await runner.query(`INSERT INTO things VALUES (1, 'first')`);
  }
  async down(): Promise<void> {}
}

@AllowAccess('anyone')
@Controller()
class ThingsController {
  constructor(
    @InjectRepository(Thing) private readonly things: Repository<Thing>,
    private readonly pool: Pool,
    private readonly commits: GroupCommit,
  ) {}

  @Get('things')
  all() {
    return this.things.find();
  }

  @Get('settings')
  async settings() {
    const { rows } = await this.pool.query<Record<string, string>>(
      `SELECT current_setting('application_name') AS name, current_setting('statement_timeout') AS statement,
              current_setting('idle_in_transaction_session_timeout') AS idle`,
    );
    return rows[0];
  }

  @Get('cut-off')
  async cutOff() {
    const client = await this.pool.connect();
    const { rows } = await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
    const ended = new Promise((resolve) => client.once('end', resolve));
    await this.pool.query('SELECT pg_terminate_backend($1)', [rows[0]?.pid]);
    await ended;
    client.release(true);
    return {};
  }

  @Get('commit')
  async commit() {
    return { decided: await this.commits.submit({ reads: [], decide: () => 'decided' }) };
  }
}

function thingsModule(url: string) {
  @Module({
    imports: [
      DatabaseModule.with({
        service: 'probe',
        config: { DATABASE_URL: new Secret(url), MIGRATE_AT_START: true, GROUP_COMMIT_MAX: 500, GROUP_COMMIT_LANES: 1 },
        entities: [Thing],
        migrations: [CreateThings1700000000001],
      }),
      TypeOrmModule.forFeature([Thing]),
    ],
    controllers: [ThingsController],
  })
  class ThingsModule {}
  return ThingsModule;
}

describe('DatabaseModule', () => {
  let database: FreshDatabase;
  let service: RunningService;
  const config = { HOST: '127.0.0.1', PORT: 0, LOG_LEVEL: 'silent', LOG_FORMAT: 'json' } as const;
  const start = () => startService({ name: 'probe', config, module: thingsModule(database.url) });
  const ask = async (path: string, at = service) => {
    const response = await fetch(at.url + path);
    return { status: response.status, body: await response.json() };
  };

  beforeAll(async () => {
    database = await freshDatabase();
    service = await start();
  });
  afterAll(async () => {
    await service.stop();
    await database.drop();
  });

  it('has migrated before repositories are used', async () => {
    expect((await ask('/things')).body).toEqual([{ id: 1, name: 'first' }]);
  });

  it('limits statements and forgotten transactions, under the name of the service', async () => {
    expect((await ask('/settings')).body).toEqual({ name: 'probe', statement: '15s', idle: '10s' });
  });

  it('provides group commit', async () => {
    expect((await ask('/commit')).body).toEqual({ decided: 'decided' });
  });

  it('survives that the server ends all its connections', async () => {
    await ask('/things');
    const admin = new Client({ connectionString: database.url });
    await admin.connect();
    await admin.query(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'probe'`);
    await admin.end();
    await until(async () => (await ask('/things')).status === 200);
    expect((await ask('/health/ready')).status).toBe(200);
  });

  it('survives that a connection breaks in the middle of a transaction', async () => {
    expect((await ask('/cut-off')).status).toBe(200);
    expect((await ask('/things')).status).toBe(200);
  });

  it('lets two services share a process, each stopping alone', async () => {
    const other = await start();
    await other.stop();
    expect((await ask('/things')).status).toBe(200);
  });

  it('is not ready, yet live, while the database is gone', async () => {
    const doomed = await freshDatabase();
    const orphan = await startService({ name: 'orphan', config, module: thingsModule(doomed.url) });
    await doomed.drop();
    const { status, body } = await ask('/health/ready', orphan);
    expect(status).toBe(503);
    expect(body).toMatchObject({ error: { database: { status: 'down' } } });
    expect((await ask('/health/live', orphan)).status).toBe(200);
    expect((await ask('/health/ready?of=self', orphan)).status).toBe(200);
    await orphan.stop();
  });
});

async function until(condition: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 5000;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error('It did not happen.');
    await new Promise(setImmediate);
  }
}
