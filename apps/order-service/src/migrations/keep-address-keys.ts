import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * By whom an address is used, without the address. Orders that end before this have none until `rebuild-views` is run. What a customer
 * ordered lately is found by `order_views_by_customer`: ids are in the order of time.
 */
export class KeepAddressKeys1763600000011 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE order_views ADD COLUMN address_key text');
    await runner.query('CREATE INDEX order_views_by_address ON order_views (address_key, customer_id)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE order_views DROP COLUMN address_key');
  }
}
