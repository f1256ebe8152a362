import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateEventStore1763600000001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE events (
        stream_id text NOT NULL,
        version int NOT NULL CHECK (version > 0),
        type text NOT NULL,
        schema_version int NOT NULL,
        data jsonb NOT NULL,
        metadata jsonb NOT NULL,
        recorded_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT events_pkey PRIMARY KEY (stream_id, version)
      )`);
    await runner.query(`
      CREATE TABLE snapshots (
        stream_id text PRIMARY KEY,
        version int NOT NULL,
        schema_version int NOT NULL,
        state jsonb NOT NULL,
        taken_at timestamptz NOT NULL DEFAULT now()
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE snapshots');
    await runner.query('DROP TABLE events');
  }
}

export const eventStoreMigrations: (new () => MigrationInterface)[] = [CreateEventStore1763600000001];
