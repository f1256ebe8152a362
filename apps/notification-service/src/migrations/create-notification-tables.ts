import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateNotificationTables1763600000050 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE contacts (
        user_id text PRIMARY KEY,
        email text NOT NULL,
        name text NOT NULL,
        preferences jsonb NOT NULL,
        revision int NOT NULL
      )`);
    await runner.query(`
      CREATE TABLE recipients (
        order_id text PRIMARY KEY,
        customer_id text,
        kept jsonb NOT NULL,
        version int NOT NULL
      )`);
    await runner.query(`
      CREATE TABLE notifications (
        id text PRIMARY KEY,
        user_id text NOT NULL,
        channel text NOT NULL,
        template text NOT NULL,
        order_id text NOT NULL,
        status text NOT NULL,
        sent_at timestamptz,
        created_at timestamptz NOT NULL DEFAULT now()
      )`);
    await runner.query('CREATE INDEX notifications_by_user ON notifications (user_id, id DESC)');
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ['notifications', 'recipients', 'contacts']) await runner.query(`DROP TABLE ${table}`);
  }
}
