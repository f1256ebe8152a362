import { asUnavailable } from '@shop/group-commit';
import { unavailable } from '@shop/kernel';
import { Inject, Injectable, Logger } from '@nestjs/common';
import type { OnApplicationShutdown } from '@nestjs/common';
import { Pool } from 'pg';
import type { QueryResultRow } from 'pg';
import { ORDER_CONFIG } from '../../order.config.js';
import type { OrderConfig } from '../../order.config.js';

const CONNECTIONS = 3;
const STATEMENT_TIMEOUT_MS = 2_000;
/** SQLSTATE of a statement that has run out of its time. */
const CANCELED = '57014';

/** As the service's own connections plan (platform's database), and unable to write whatever is asked of them. */
const OPTIONS = '-c default_transaction_read_only=on -c enable_seqscan=off -c jit=off';

/** Connections for analyses alone: however many look into orders, they take none from those that place them. */
@Injectable()
export class FactPool implements OnApplicationShutdown {
  private readonly pool: Pool;

  constructor(@Inject(ORDER_CONFIG) { DATABASE_URL }: OrderConfig) {
    const logger = new Logger('analysis');
    this.pool = new Pool({
      connectionString: DATABASE_URL.reveal(),
      application_name: 'order-service analysis',
      max: CONNECTIONS,
      connectionTimeoutMillis: STATEMENT_TIMEOUT_MS,
      statement_timeout: STATEMENT_TIMEOUT_MS,
      keepAlive: true,
      options: OPTIONS,
    });
    this.pool.on('error', (error) => logger.warn(`lost an idle connection: ${error.message}`));
  }

  async rows<Row extends QueryResultRow>(
    signal: AbortSignal,
    text: string,
    values: readonly unknown[],
  ): Promise<readonly Row[]> {
    return this.read(signal, async (pool) => (await pool.query<Row>(text, [...values])).rows);
  }

  /**
   * A statement is at most two seconds long, so one that nobody waits for any more is left to end.
   * @throws AppError `unavailable`: `facts.too-slow`, `database.unavailable`
   */
  async read<Result>(signal: AbortSignal, work: (pool: Pick<Pool, 'query'>) => Promise<Result>): Promise<Result> {
    signal.throwIfAborted();
    try {
      return await work(this.pool);
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === CANCELED)
        throw unavailable('facts.too-slow', 'This takes the database too long.', { cause: error });
      throw asUnavailable(error);
    }
  }

  async onApplicationShutdown(): Promise<void> {
    await this.pool.end();
  }
}
