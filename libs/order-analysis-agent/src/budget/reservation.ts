import type { Pool } from 'pg';
import type { TokenUsage } from '../model/model-usage.js';
import { EVERYBODY } from './payers.js';

export interface ModelCall extends TokenUsage {
  readonly model: string;
  /** `answered`, or why not. */
  readonly outcome: string;
  /** Millionths of a US dollar, at list prices. */
  readonly costMicroUsd: number;
}

interface Reserved {
  readonly analysisId: string;
  readonly payer: string;
  /** YYYY-MM-DD: a call is booked on the day of which the money was put aside, also after midnight. */
  readonly day: string;
}

/** The payer's row before everybody's, in each statement: two of them do not wait for each other. */
const BOOK = `
  WITH call AS (
    INSERT INTO analysis_model_calls
      (analysis_id, payer, model, outcome, input_tokens, cache_read_tokens, cache_write_tokens, output_tokens, cost_micro_usd)
    VALUES ($1, $2, $5, $6, $7, $8, $9, $10, $11)
  ), spent AS (
    INSERT INTO analysis_spending AS s
      (day, payer, calls, input_tokens, cache_read_tokens, cache_write_tokens, output_tokens, cost_micro_usd)
    VALUES ($3, $2, 1, $7, $8, $9, $10, $11), ($3, $4, 1, $7, $8, $9, $10, $11)
    ON CONFLICT (day, payer) DO UPDATE SET
      calls = s.calls + 1,
      input_tokens = s.input_tokens + excluded.input_tokens,
      cache_read_tokens = s.cache_read_tokens + excluded.cache_read_tokens,
      cache_write_tokens = s.cache_write_tokens + excluded.cache_write_tokens,
      output_tokens = s.output_tokens + excluded.output_tokens,
      cost_micro_usd = s.cost_micro_usd + excluded.cost_micro_usd
  )
  UPDATE analysis_reservations SET micro_usd = greatest(0, micro_usd - $11) WHERE analysis_id = $1`;

/** Money put aside for one analysis. */
export class Reservation {
  constructor(
    private readonly pool: Pool,
    private readonly reserved: Reserved,
  ) {}

  /** Books what a call has cost, out of what was put aside. */
  async book(call: ModelCall): Promise<void> {
    const { analysisId, payer, day } = this.reserved;
    const { model, outcome, inputTokens, cacheReadTokens, cacheWriteTokens, outputTokens, costMicroUsd } = call;
    const tokens = [inputTokens, cacheReadTokens, cacheWriteTokens, outputTokens];
    await this.pool.query(BOOK, [analysisId, payer, day, EVERYBODY, model, outcome, ...tokens, costMicroUsd]);
  }

  /** Gives back what is left. */
  async release(): Promise<void> {
    await this.pool.query('DELETE FROM analysis_reservations WHERE analysis_id = $1', [this.reserved.analysisId]);
  }
}
