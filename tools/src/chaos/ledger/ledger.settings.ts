import { messagingConfig } from '@shop/messaging';
import { databaseConfig, processConfig, whole } from '@shop/platform';
import { z } from 'zod';
import { crashAt } from './crash-point.js';

/** The tests give these; nobody configures a ledger. */
export const ledgerConfig = z.object({
  ...processConfig,
  ...databaseConfig,
  ...messagingConfig,
  /** Put in front of the names of topics and groups. */
  PREFIX: z.string(),
  CRASH_AT: crashAt.optional(),
  /** Milliseconds that a handler waits before its effect: makes batches long. */
  THINK_MS: whole(0, 60_000).default(0),
});
export type LedgerConfig = Readonly<z.infer<typeof ledgerConfig>>;

export const LEDGER_CONFIG = Symbol('ledger config');
