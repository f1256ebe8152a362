import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What comes from outside is json and never looked into: a text, a jsonb and json's operators all refuse a U+0000 in it. */
export class CreateDeadLetters1763600000004 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE dead_letters (
        id uuid PRIMARY KEY,
        status text NOT NULL DEFAULT 'open',
        kind text NOT NULL,
        handler text NOT NULL,
        error json NOT NULL,
        attempts int NOT NULL,
        redrives int NOT NULL,
        origin json NOT NULL,
        key json NOT NULL,
        headers json NOT NULL,
        value json NOT NULL,
        value_dropped boolean NOT NULL,
        first_failed_at timestamptz NOT NULL,
        last_failed_at timestamptz NOT NULL,
        decision json,
        decided_at timestamptz
      )`);
    await runner.query('CREATE INDEX dead_letters_by_time ON dead_letters (last_failed_at DESC, id DESC)');
    await runner.query(`CREATE INDEX dead_letters_open ON dead_letters (kind, id) WHERE status = 'open'`);
    await runner.query('CREATE INDEX dead_letters_decided ON dead_letters (decided_at) WHERE decided_at IS NOT NULL');
    await runner.query(`
      CREATE TABLE operator_audit (
        id text PRIMARY KEY,
        at timestamptz NOT NULL,
        actor text NOT NULL,
        action text NOT NULL,
        subject text NOT NULL,
        detail jsonb NOT NULL
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ['operator_audit', 'dead_letters']) await runner.query(`DROP TABLE ${table}`);
  }
}
