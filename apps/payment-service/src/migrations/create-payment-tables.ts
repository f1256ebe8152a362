import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreatePaymentTables1763600000030 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE payments (
        order_id text PRIMARY KEY,
        payment_id text UNIQUE,
        customer_id text,
        amount_minor bigint,
        currency text,
        card_token text,
        stock_reserved boolean NOT NULL,
        charge_status text CHECK (charge_status IN ('requested', 'captured', 'declined')),
        charge_id text,
        decline_reason text,
        charged_at timestamptz,
        attempts int NOT NULL,
        cancellation text NOT NULL CHECK (cancellation IN ('none', 'open', 'answered')),
        refunded_minor bigint NOT NULL,
        version int NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        updated_at timestamptz NOT NULL DEFAULT now(),
        CHECK (refunded_minor BETWEEN 0 AND coalesce(amount_minor, 0))
      ) WITH (fillfactor = 80)`);
    await runner.query(`
      CREATE TABLE refunds (
        id text PRIMARY KEY,
        order_id text NOT NULL REFERENCES payments,
        cause text NOT NULL CHECK (cause IN ('cancellation', 'goodwill')),
        amount_minor bigint NOT NULL CHECK (amount_minor > 0),
        currency text NOT NULL,
        reason text NOT NULL,
        requested_by text,
        requested_at timestamptz NOT NULL,
        provider_refund_id text,
        refunded_at timestamptz,
        CHECK ((provider_refund_id IS NULL) = (refunded_at IS NULL))
      )`);
    await runner.query('CREATE INDEX refunds_by_order ON refunds (order_id)');
    await this.createLedger(runner);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ['ledger_entries', 'refunds', 'payments']) await runner.query(`DROP TABLE ${table}`);
    await runner.query('DROP FUNCTION refuse_change');
  }

  private async createLedger(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE ledger_entries (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        transaction_id text NOT NULL,
        order_id text NOT NULL,
        account text NOT NULL,
        debit_minor bigint NOT NULL,
        credit_minor bigint NOT NULL,
        currency text NOT NULL,
        at timestamptz NOT NULL,
        UNIQUE (transaction_id, account),
        CHECK (debit_minor >= 0 AND credit_minor >= 0 AND (debit_minor = 0) <> (credit_minor = 0))
      )`);
    await runner.query('CREATE INDEX ledger_entries_by_order ON ledger_entries (order_id)');
    // A mistake is corrected by a further movement, never by changing what is written.
    await runner.query(`
      CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS
      $$ BEGIN RAISE EXCEPTION 'The ledger is append-only.'; END $$`);
    await runner.query(`
      CREATE TRIGGER ledger_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_entries
      FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()`);
  }
}
