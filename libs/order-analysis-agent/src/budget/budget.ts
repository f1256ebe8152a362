import { exhausted } from '@shop/kernel';
import type { AppError } from '@shop/kernel';
import type { Pool } from 'pg';
import { AUTOMATIC, EVERYBODY } from './payers.js';
import { Reservation } from './reservation.js';

/** What may be spent in a day (UTC) at list prices, in millionths of a US dollar. */
export interface DailyBudget {
  readonly userMicroUsd: number;
  readonly automaticMicroUsd: number;
  readonly allMicroUsd: number;
}

interface Intent {
  readonly analysisId: string;
  readonly payer: string;
  /** The most that the analysis can cost. */
  readonly microUsd: number;
  /** Milliseconds after which it has ended for sure: a process that dies does not hold on to money. */
  readonly withinMs: number;
}

const DAY_MS = 86_400_000;
const DAYS_KEPT = 400;

/** The row that all reservations of a day go past, one after the other: two replicas do not both take the last cent. */
const TAKE_TURNS = 'SELECT 1 FROM analysis_spending WHERE day = $1 AND payer = $2 FOR UPDATE';
const OPEN_DAY = 'INSERT INTO analysis_spending (day, payer) VALUES ($1, $2) ON CONFLICT DO NOTHING';
const FORGET_LOST = 'DELETE FROM analysis_reservations WHERE expires_at <= now()';
const RESERVE = `
  INSERT INTO analysis_reservations (analysis_id, day, payer, micro_usd, expires_at)
  SELECT $3, $1, $4, $5, now() + $6 * interval '1 millisecond'
  WHERE $5 + coalesce((SELECT cost_micro_usd FROM analysis_spending WHERE day = $1 AND payer = $4), 0)
           + coalesce((SELECT sum(micro_usd) FROM analysis_reservations WHERE day = $1 AND payer = $4), 0) <= $7
    AND $5 + coalesce((SELECT cost_micro_usd FROM analysis_spending WHERE day = $1 AND payer = $2), 0)
           + coalesce((SELECT sum(micro_usd) FROM analysis_reservations WHERE day = $1), 0) <= $8`;

/** What analyses may cost in a day, kept in Postgres for all replicas. */
export class Budget {
  private tidiedOn = '';

  constructor(
    private readonly pool: Pool,
    private readonly limits: DailyBudget,
  ) {}

  /**
   * Puts aside the most that an analysis can cost; what it did cost is booked call by call.
   * @throws AppError `exhausted`, `analysis.budget-exhausted`, with the time until the next day (UTC)
   */
  async reserve(intent: Intent): Promise<Reservation> {
    const day = new Date().toISOString().slice(0, 10);
    await this.tidy(day);
    if (!(await this.insert(day, intent))) throw budgetExhausted(intent.payer);
    return new Reservation(this.pool, { ...intent, day });
  }

  private async insert(day: string, { analysisId, payer, microUsd, withinMs }: Intent): Promise<boolean> {
    const { userMicroUsd, automaticMicroUsd, allMicroUsd } = this.limits;
    const limit = payer === AUTOMATIC ? automaticMicroUsd : userMicroUsd;
    const client = await this.pool.connect();
    try {
      await client.query('BEGIN');
      await client.query(OPEN_DAY, [day, EVERYBODY]);
      await client.query(TAKE_TURNS, [day, EVERYBODY]);
      await client.query(FORGET_LOST);
      const values = [day, EVERYBODY, analysisId, payer, microUsd, withinMs, limit, allMicroUsd];
      const { rowCount } = await client.query(RESERVE, values);
      await client.query('COMMIT');
      client.release();
      return rowCount === 1;
    } catch (error) {
      // A connection in the middle of a transaction is of no use to anybody else.
      client.release(true);
      throw error;
    }
  }

  private async tidy(day: string): Promise<void> {
    if (day === this.tidiedOn) return;
    const oldest = [new Date(Date.now() - DAYS_KEPT * DAY_MS)];
    await this.pool.query('DELETE FROM analysis_model_calls WHERE called_at < $1', oldest);
    await this.pool.query('DELETE FROM analysis_spending WHERE day < $1::timestamptz::date', oldest);
    this.tidiedOn = day;
  }
}

function budgetExhausted(payer: string): AppError {
  const whose = payer === AUTOMATIC ? 'Automatic analyses have' : 'You, or everybody together, have';
  const text = `${whose} used up what analyses by a model may cost today (UTC).`;
  return exhausted('analysis.budget-exhausted', text, { retryAfterMs: DAY_MS - (Date.now() % DAY_MS) });
}
