import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateInventoryTables1763600000020 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    // Skus sort by their bytes, so that pages and locks are in the same order whatever the database's locale.
    await runner.query(`
      CREATE TABLE products (
        sku text COLLATE "C" PRIMARY KEY,
        name text NOT NULL,
        category text NOT NULL,
        price_minor bigint NOT NULL CHECK (price_minor >= 0),
        currency text NOT NULL,
        discontinued boolean NOT NULL,
        revision int NOT NULL,
        created_at timestamptz NOT NULL
      )`);
    await runner.query('CREATE INDEX products_by_category ON products (category, sku)');
    // Every order rewrites a few of these rows: room on the page makes that a heap-only update, which touches no index.
    await runner.query(`
      CREATE TABLE stock (
        sku text COLLATE "C" PRIMARY KEY REFERENCES products (sku),
        on_hand bigint NOT NULL,
        reserved bigint NOT NULL CHECK (reserved >= 0),
        CHECK (reserved <= on_hand)
      ) WITH (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.02)`);
    await runner.query(`
      CREATE TABLE reservations (
        order_id text PRIMARY KEY,
        status text NOT NULL CHECK (status IN ('reserved', 'rejected', 'released', 'shipped')),
        items jsonb NOT NULL,
        created_at timestamptz NOT NULL,
        updated_at timestamptz NOT NULL
      ) WITH (fillfactor = 80)`);
    await runner.query(`
      CREATE TABLE stock_movements (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        sku text COLLATE "C" NOT NULL,
        delta bigint NOT NULL CHECK (delta <> 0),
        reason text NOT NULL,
        order_id text,
        at timestamptz NOT NULL
      )`);
    await runner.query('CREATE INDEX stock_movements_by_sku ON stock_movements (sku, id)');
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ['stock_movements', 'reservations', 'stock', 'products'])
      await runner.query(`DROP TABLE ${table}`);
  }
}
