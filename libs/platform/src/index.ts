export { AllowAccess } from './auth/access.js';
export { CurrentCaller, hasRole } from './auth/caller.js';
export type { Caller } from './auth/caller.js';
export { TOKEN_AUDIENCE, TOKEN_ISSUER, TokenVerifier } from './auth/token-verifier.js';
export {
  bool,
  databaseConfig,
  httpUrl,
  IN_PROCESS,
  list,
  outsideUrl,
  processConfig,
  secret,
  serviceConfig,
  whole,
} from './config/common-config.js';
export type { DatabaseConfig, ProcessConfig } from './config/common-config.js';
export { ConfigError, loadConfig } from './config/load-config.js';
export type { Environment } from './config/load-config.js';
export { Secret } from '@shop/kernel';
export { DatabaseModule } from './database/database.module.js';
export type { DatabaseOptions } from './database/database.module.js';
export { migrate } from './database/migrate.js';
export type { MigrationClass, MigrationPlan } from './database/migrate.js';
export { migrateOnce } from './database/migrate-once.js';
export type { Migrations } from './database/migrate-once.js';
export { clientGone } from './http/client-gone.js';
export type { OpenReply } from './http/client-gone.js';
export { EventStream } from './http/event-stream.js';
export type { EventStreamSettings, StreamedExchange } from './http/event-stream.js';
export { reportFailure } from './http/report-failure.js';
export { acceptsEvents, errorEvent, formatEvent } from './http/server-sent-event.js';
export type { ServerSentEvent } from './http/server-sent-event.js';
export { BODY_LIMIT } from './http/json-body.js';
export { problemType, statusOf, toProblem } from './http/problem.js';
export type { Problem, ProblemAnswer } from './http/problem.js';
export { LogLevel } from './logging/log-level.js';
export type { LogLevelState } from './logging/log-level.js';
export { logLine } from './logging/log-line.js';
export type { LogLine, LogThreshold } from './logging/log-line.js';
export { IdempotencyKey } from './route/idempotency-key.js';
export { parseInput } from './route/parse-input.js';
export type { RawInput } from './route/parse-input.js';
export { Input, ServeRoute } from './route/serve-route.js';
export { runMain } from './start/run-main.js';
export { runOnce } from './start/run-once.js';
export { startService } from './start/start-service.js';
export type { RunningService, ServiceOptions } from './start/start-service.js';
export { Stopping } from './stopping.js';
