import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateOrderTables1763600000010 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE order_views (
        id text PRIMARY KEY,
        customer_id text NOT NULL,
        status text NOT NULL,
        shown jsonb NOT NULL,
        placed_at timestamptz NOT NULL,
        updated_at timestamptz NOT NULL,
        version int NOT NULL
      )`);
    await runner.query('CREATE INDEX order_views_by_customer ON order_views (customer_id, id DESC)');
    await runner.query('CREATE INDEX order_views_by_status ON order_views (status, id DESC)');
    await runner.query(`
      CREATE TABLE prices (
        sku text PRIMARY KEY,
        unit_price_minor bigint NOT NULL,
        currency text NOT NULL,
        discontinued boolean NOT NULL,
        revision int NOT NULL
      )`);
    await runner.query(`
      CREATE TABLE idempotency_keys (
        id text PRIMARY KEY,
        request_hash text NOT NULL,
        receipt json NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now()
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ['idempotency_keys', 'prices', 'order_views']) await runner.query(`DROP TABLE ${table}`);
  }
}
