import type { MigrationInterface, QueryRunner } from 'typeorm';

/** To tell a repetition under an idempotency key from another request under it; the key itself is in the refund's id. */
export class RememberRefundRequests1763600000031 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE refunds ADD request_hash text');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE refunds DROP COLUMN request_hash');
  }
}
