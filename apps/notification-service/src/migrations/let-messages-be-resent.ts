import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What a message told beside its template is kept, so that it can be told again. */
export class LetMessagesBeResent1763600000051 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE notifications ADD facts jsonb NOT NULL DEFAULT '{}'`);
    await runner.query('CREATE INDEX notifications_by_order ON notifications (order_id, id DESC)');
    await runner.query(`
      CREATE TABLE resends (
        id text PRIMARY KEY,
        template text,
        answer json NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now()
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE resends');
    await runner.query('DROP INDEX notifications_by_order');
    await runner.query('ALTER TABLE notifications DROP COLUMN facts');
  }
}
