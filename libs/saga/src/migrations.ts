import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateSaga1763600000003 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE saga_timeline (
        order_id text NOT NULL,
        event_id text NOT NULL,
        position bigint GENERATED ALWAYS AS IDENTITY,
        at timestamptz NOT NULL,
        service text NOT NULL,
        event text NOT NULL,
        kind text NOT NULL,
        detail text,
        causation_id text NOT NULL,
        trace_id text,
        PRIMARY KEY (order_id, event_id)
      )`);
    await runner.query('CREATE TABLE saga_deadlines (saga_id text PRIMARY KEY, due_at timestamptz NOT NULL)');
    await runner.query('CREATE INDEX saga_deadlines_due ON saga_deadlines (due_at)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE saga_deadlines');
    await runner.query('DROP TABLE saga_timeline');
  }
}

/** A deadline that passes continues the trace in which it was set. */
export class TraceDeadlines1763600000007 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE saga_deadlines ADD traceparent text');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE saga_deadlines DROP COLUMN traceparent');
  }
}

export const sagaMigrations: (new () => MigrationInterface)[] = [CreateSaga1763600000003, TraceDeadlines1763600000007];
