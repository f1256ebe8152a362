import { Logger } from '@nestjs/common';
import type { Pool } from 'pg';
import { DataSource } from 'typeorm';
import type { EntitySchema } from 'typeorm';
import { PostgresDriver } from 'typeorm/driver/postgres/PostgresDriver.js';
import { typeormLog } from './typeorm-log.js';

export interface DataSourceSettings {
  readonly url: string;
  readonly applicationName: string;
  readonly entities: readonly (EntitySchema | (new () => object))[];
  readonly poolSize: number;
}

/** A statement that takes longer than this has lost its reader long ago. */
const STATEMENT_TIMEOUT_MS = 15_000;

/** A transaction that its process has forgotten gives its locks back. */
const IDLE_IN_TRANSACTION_TIMEOUT_MS = 10_000;

/** How long to wait for a free connection of the pool before giving up with an error. */
const CONNECT_TIMEOUT_MS = 5000;

/**
 * Every statement of a service goes by an index. A prepared one keeps its plan, and the plan of a table that was empty then is to read
 * all of it: seen to cost half of the database's time until the next ANALYZE. Compiling plans (jit) never pays for such short ones.
 */
const PLANS = '-c enable_seqscan=off -c jit=off';

export async function openDataSource(settings: DataSourceSettings): Promise<DataSource> {
  const logger = new Logger('database');
  const source = new DataSource({
    type: 'postgres',
    url: settings.url,
    applicationName: settings.applicationName,
    entities: [...settings.entities],
    poolSize: settings.poolSize,
    connectTimeoutMS: CONNECT_TIMEOUT_MS,
    installExtensions: false,
    logger: typeormLog(),
    // An idle connection that breaks (PostgreSQL restarts) is dropped by the pool; the next query opens another.
    poolErrorHandler: (error: Error) => logger.warn(`lost an idle connection: ${error.message}`),
    extra: {
      options: PLANS,
      // Statements that do not wait for each other go out together: a transaction of the group commit takes four round trips, not ten.
      pipeline: true,
      // A server whose host has gone is noticed without sending anything.
      keepAlive: true,
      statement_timeout: STATEMENT_TIMEOUT_MS,
      idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_TIMEOUT_MS,
    },
  });
  await source.initialize();
  listenWhileInUse(poolOf(source));
  return source;
}

/**
 * The pool listens for errors of idle connections only. One that breaks in use without a listener would end the process, though
 * whoever uses it learns of it anyway: by the failure of the query, or of the next one.
 */
function listenWhileInUse(pool: Pool): void {
  const ignore = () => undefined;
  pool.on('acquire', (client) => {
    if (!client.listeners('error').includes(ignore)) client.on('error', ignore);
  });
}

/** TypeORM's pool of connections. Sharing it makes `poolSize` the one limit; seven services share one PostgreSQL. */
export function poolOf(source: DataSource): Pool {
  if (!(source.driver instanceof PostgresDriver)) throw new Error('The data source is not a PostgreSQL one.');
  return source.driver.master as Pool;
}
