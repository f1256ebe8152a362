import { Logger } from '@nestjs/common';

/** Where the broker adapters, the relay and the consumer write what an operator should know. */
export interface MessagingLog {
  info(message: string, details?: object): void;
  warn(message: string, details?: object): void;
  error(message: string, details?: object): void;
}

/** Writes to the application's Nest logger: one object an entry, its text in `msg` as pino has it. */
export function nestLog(context: string): MessagingLog {
  const logger = new Logger(context);
  return {
    info: (msg, details) => logger.log({ msg, ...details }),
    warn: (msg, details) => logger.warn({ msg, ...details }),
    error: (msg, details) => logger.error({ msg, ...details }),
  };
}
