import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateLedgerTables1763600000900 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE TABLE accounts (account text PRIMARY KEY, entries int NOT NULL)');
    // No unique key: an effect that happened twice must show, not fail.
    await runner.query(`
      CREATE TABLE entries (
        position bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        account text NOT NULL,
        number int NOT NULL,
        payment_id text NOT NULL
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ['entries', 'accounts']) await runner.query(`DROP TABLE ${table}`);
  }
}
