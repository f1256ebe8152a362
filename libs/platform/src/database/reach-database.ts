import { setTimeout as wait } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import { unavailable } from '@shop/kernel';
import { backoffDelay } from '@shop/resilience';
import { Client } from 'pg';
import type { ClientConfig } from 'pg';

const BACKOFF = { initialMs: 200, maxMs: 3000 };

/** SQLSTATE class 28: the database is there, and refuses these credentials. Waiting does not change that. */
const WRONG_CREDENTIALS = /^28/;

/**
 * A connection to a database that may not be up yet: services and their databases start together. Says so once in the log.
 * @throws AppError `unavailable` `database.unreachable` after `patienceMs`, or at once for wrong credentials.
 */
export async function reachDatabase(config: ClientConfig, patienceMs: number): Promise<Client> {
  const logger = new Logger('database');
  const deadline = Date.now() + patienceMs;
  for (let attempt = 1; ; attempt++) {
    const client = new Client(config);
    // Without a listener the end of an idle connection would end the process.
    client.on('error', (error) => logger.warn({ err: error }, 'the connection for migrations broke'));
    try {
      await client.connect();
      return client;
    } catch (cause) {
      await client.end().catch(() => undefined);
      if (isHopeless(cause) || Date.now() > deadline) {
        throw unavailable('database.unreachable', `The database cannot be reached: ${reasonOf(cause)}.`, { cause });
      }
      if (attempt === 1) logger.warn(`waiting for the database: ${reasonOf(cause)}`);
    }
    await wait(backoffDelay(attempt, BACKOFF));
  }
}

function isHopeless(error: unknown): boolean {
  return error instanceof Error && 'code' in error && WRONG_CREDENTIALS.test(String(error.code));
}

function reasonOf(error: unknown): string {
  // Connecting to a name with several addresses fails with an AggregateError, whose own message is empty.
  if (error instanceof AggregateError) return error.errors.map(reasonOf).join(', ');
  return error instanceof Error ? error.message : String(error);
}
