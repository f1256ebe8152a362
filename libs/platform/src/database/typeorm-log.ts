import { Logger } from '@nestjs/common';
import type { Logger as TypeormLogger } from 'typeorm';

/**
 * TypeORM's own logger writes to the console past ours. Of what it says only warnings are new: errors are thrown as well, and
 * queries carry their parameters.
 */
export function typeormLog(): TypeormLogger {
  const logger = new Logger('typeorm');
  const ignore = () => undefined;
  return {
    logQuery: ignore,
    logQueryError: ignore,
    logQuerySlow: ignore,
    logSchemaBuild: ignore,
    logMigration: ignore,
    log: (level, message: unknown) => (level === 'warn' ? logger.warn(String(message)) : undefined),
  };
}
