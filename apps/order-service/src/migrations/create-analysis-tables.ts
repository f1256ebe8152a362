import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Of what is still to be done about an order there is one proposal (its `slot`): until it is decided, and of an approved one until it is
 * known what became of it.
 */
export class CreateAnalysisTables1763600000012 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE analyses (
        id uuid PRIMARY KEY,
        order_id text NOT NULL,
        audience text NOT NULL CHECK (audience IN ('owner', 'staff')),
        requested_by text,
        trigger text NOT NULL,
        trigger_id text CONSTRAINT analyses_once UNIQUE,
        result json NOT NULL,
        created_at timestamptz NOT NULL
      )`);
    await runner.query('CREATE INDEX analyses_by_order ON analyses (order_id, id DESC)');
    await runner.query(`
      CREATE TABLE proposals (
        id uuid PRIMARY KEY,
        order_id text NOT NULL,
        analysis_id uuid NOT NULL,
        action text NOT NULL CHECK (action IN ('refund', 'cancel', 'resend', 'redrive')),
        amount_minor bigint,
        currency text,
        dead_letter_id text,
        reason text NOT NULL,
        status text NOT NULL CHECK (status IN ('pending', 'approved', 'rejected', 'failed')),
        created_at timestamptz NOT NULL,
        decision json,
        outcome json,
        carried_until timestamptz,
        slot text NOT NULL,
        CHECK ((amount_minor IS NULL) = (currency IS NULL)),
        CHECK ((status = 'pending') = (decision IS NULL))
      )`);
    await runner.query(`
      CREATE UNIQUE INDEX proposals_open ON proposals (slot)
      WHERE status = 'pending' OR (status = 'approved' AND outcome IS NULL)`);
    await runner.query('CREATE INDEX proposals_by_status ON proposals (status, id DESC)');
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ['proposals', 'analyses']) await runner.query(`DROP TABLE ${table}`);
  }
}
