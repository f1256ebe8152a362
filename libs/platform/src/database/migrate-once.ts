import { Logger } from '@nestjs/common';
import { z } from 'zod';
import { databaseConfig, processConfig } from '../config/common-config.js';
import { loadConfig } from '../config/load-config.js';
import { loggerParams, nestLogger } from '../logging.js';
import { runOnce } from '../start/run-once.js';
import { migrate } from './migrate.js';
import type { MigrationClass } from './migrate.js';

const { DATABASE_URL } = databaseConfig;
const { LOG_LEVEL, LOG_FORMAT } = processConfig;
const config = z.object({ DATABASE_URL, LOG_LEVEL, LOG_FORMAT });

const PATIENCE_MS = 120_000;

export interface Migrations {
  readonly service: string;
  /** In the order in which they run. */
  readonly migrations: readonly MigrationClass[];
}

/** All of a service's migrate.ts: brings the schema of `DATABASE_URL` up to date and ends the process, see `runOnce`. */
export function migrateOnce({ service, migrations }: Migrations, env: NodeJS.ProcessEnv): Promise<void> {
  return runOnce(async () => {
    const settings = loadConfig(config, env);
    Logger.overrideLogger(nestLogger(loggerParams(service, settings)));
    const url = settings.DATABASE_URL.reveal();
    const ran = await migrate({ url, applicationName: service, migrations, patienceMs: PATIENCE_MS });
    new Logger('migrate').log(
      `The schema is up to date; ${ran.length} of ${migrations.length} migrations were missing.`,
    );
  }, env);
}
