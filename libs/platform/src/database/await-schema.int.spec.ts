import { setTimeout as wait } from 'node:timers/promises';
import { freshDatabase } from '@shop/group-commit/testing';
import type { FreshDatabase } from '@shop/group-commit/testing';
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { awaitSchema } from './await-schema.js';
import { migrate } from './migrate.js';

class CreateThings1700000000001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE TABLE things (id int PRIMARY KEY)');
  }
  async down(): Promise<void> {}
}

class CreateOthers1700000000002 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE TABLE others (id int PRIMARY KEY)');
  }
  async down(): Promise<void> {}
}

describe('awaitSchema', () => {
  let database: FreshDatabase;
  const older = [CreateThings1700000000001];
  const newer = [...older, CreateOthers1700000000002];
  const plan = (migrations = newer, patienceMs = 10_000) => ({
    url: database.url,
    applicationName: 'probe',
    migrations,
    patienceMs,
  });

  beforeEach(async () => (database = await freshDatabase()));
  afterEach(() => database.drop());

  it('waits until somebody else has run the last migration', async () => {
    let isUpToDate = false;
    const waiting = awaitSchema(plan()).then(() => (isUpToDate = true));
    await migrate(plan(older));
    await wait(700); // longer than it looks away
    expect(isUpToDate).toBe(false);
    await migrate(plan(newer));
    await waiting;
  });

  it('gives up when nobody does, and names what is missing', async () => {
    await migrate(plan(older));
    await expect(awaitSchema(plan(newer, 50))).rejects.toMatchObject({
      kind: 'unavailable',
      code: 'database.schema-outdated',
      message: 'The schema is not up to date, these are missing: CreateOthers1700000000002.',
    });
  });

  it('takes a schema that is ahead of the service', async () => {
    await migrate(plan(newer));
    await awaitSchema(plan(older, 0));
  });
});
