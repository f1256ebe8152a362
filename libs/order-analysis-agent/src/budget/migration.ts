import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateAnalysisBudget1763600000008 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const tokens = ['input_tokens', 'cache_read_tokens', 'cache_write_tokens', 'output_tokens'];
    await runner.query(`
      CREATE TABLE analysis_model_calls (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        analysis_id uuid NOT NULL,
        payer text NOT NULL,
        model text NOT NULL,
        outcome text NOT NULL,
        ${tokens.map((name) => `${name} bigint NOT NULL,`).join(' ')}
        cost_micro_usd bigint NOT NULL,
        called_at timestamptz NOT NULL DEFAULT now()
      )`);
    await runner.query('CREATE INDEX analysis_model_calls_of ON analysis_model_calls (analysis_id)');
    await runner.query('CREATE INDEX analysis_model_calls_at ON analysis_model_calls USING brin (called_at)');
    await runner.query(`
      CREATE TABLE analysis_spending (
        day date NOT NULL,
        payer text NOT NULL,
        calls int NOT NULL DEFAULT 0,
        ${tokens.map((name) => `${name} bigint NOT NULL DEFAULT 0,`).join(' ')}
        cost_micro_usd bigint NOT NULL DEFAULT 0,
        PRIMARY KEY (day, payer)
      )`);
    await runner.query(`
      CREATE TABLE analysis_reservations (
        analysis_id uuid PRIMARY KEY,
        day date NOT NULL,
        payer text NOT NULL,
        micro_usd bigint NOT NULL,
        expires_at timestamptz NOT NULL
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ['analysis_reservations', 'analysis_spending', 'analysis_model_calls']) {
      await runner.query(`DROP TABLE ${table}`);
    }
  }
}
