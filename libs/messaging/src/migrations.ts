import type { MigrationInterface, QueryRunner } from 'typeorm';

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

export const messagingMigrations = [CreateMessaging1763600000002];
