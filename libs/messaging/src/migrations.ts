import type { MigrationInterface, QueryRunner } from 'typeorm';
import { CreateDeadLetters1763600000004 } from './dead-letters/migration.js';

export class CreateMessaging1763600000002 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE outbox (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        event_id text NOT NULL,
        topic text NOT NULL,
        key text NOT NULL,
        shard int NOT NULL GENERATED ALWAYS AS (abs(hashtext(key) % 16)) STORED,
        headers jsonb NOT NULL,
        value text NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        published_at timestamptz
      ) WITH (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_insert_scale_factor = 0.05)`);
    await runner.query('CREATE INDEX outbox_unpublished ON outbox (id) WHERE published_at IS NULL');
    await runner.query(`
      CREATE TABLE inbox (
        handler text NOT NULL,
        event_id text NOT NULL,
        processed_at timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (handler, event_id)
      )`);
    await runner.query('CREATE INDEX inbox_processed_at ON inbox USING brin (processed_at)');
    await runner.query(`
      CREATE TABLE intents (
        id uuid PRIMARY KEY,
        kind text NOT NULL,
        payload jsonb NOT NULL,
        causation_id text NOT NULL,
        correlation_id text,
        traceparent text,
        attempts int NOT NULL DEFAULT 0,
        due_at timestamptz NOT NULL DEFAULT now(),
        claimed_until timestamptz,
        last_error text,
        created_at timestamptz NOT NULL DEFAULT now()
      ) WITH (autovacuum_vacuum_scale_factor = 0.02)`);
    await runner.query('CREATE INDEX intents_due ON intents (due_at)');
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ['intents', 'inbox', 'outbox']) await runner.query(`DROP TABLE ${table}`);
  }
}

/**
 * Dead letters are redriven through the outbox, so it takes any record: without key or value, and with any text in a header, which
 * `jsonb` does not (it is nobody's business here, and `json` costs less). One without a key may go anywhere.
 */
export class LetRecordsBeRedriven1763600000006 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE outbox ALTER key DROP NOT NULL, ALTER value DROP NOT NULL, DROP COLUMN shard');
    await runner.query('ALTER TABLE outbox ALTER headers TYPE json');
    await runner.query(`
      ALTER TABLE outbox
      ADD shard int NOT NULL GENERATED ALWAYS AS (abs(hashtext(coalesce(key, event_id)) % 16)) STORED`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DELETE FROM outbox WHERE key IS NULL OR value IS NULL');
    await runner.query('ALTER TABLE outbox ALTER headers TYPE jsonb');
    await runner.query('ALTER TABLE outbox ALTER key SET NOT NULL, ALTER value SET NOT NULL, DROP COLUMN shard');
    await runner.query(
      'ALTER TABLE outbox ADD shard int NOT NULL GENERATED ALWAYS AS (abs(hashtext(key) % 16)) STORED',
    );
  }
}

/** `due_at` alone says from when on somebody may make the call, also while a lease runs. */
export class LeaseIntentsByDueTime1763600000005 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE intents DROP COLUMN claimed_until');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE intents ADD claimed_until timestamptz');
  }
}

export const messagingMigrations: (new () => MigrationInterface)[] = [
  CreateMessaging1763600000002,
  CreateDeadLetters1763600000004,
  LeaseIntentsByDueTime1763600000005,
  LetRecordsBeRedriven1763600000006,
];
