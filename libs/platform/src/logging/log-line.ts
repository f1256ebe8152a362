import { isId } from '@shop/kernel';
import { z } from 'zod';

export const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal'] as const;
/** What a service writes: everything from that level on; `silent` is nothing. */
export const logThresholds = [...logLevels, 'silent'] as const;
export type LogThreshold = (typeof logThresholds)[number];

const text = z.string().min(1);

/** An error as a line shows it: see `describeError`. */
export const loggedError = z.strictObject({
  type: text,
  message: z.string(),
  code: z.union([z.string(), z.number()]).optional(),
  kind: z.string().optional(),
  constraint: z.string().optional(),
  query: z.string().optional(),
  stack: z.string().optional(),
  get cause() {
    return loggedError.optional();
  },
  get errors() {
    return z.array(loggedError).optional();
  },
});
export type LoggedError = z.infer<typeof loggedError>;

/**
 * One line of the log, of every process in every situation (docs/logging.md). What is not named here are details of that line alone:
 * good for reading, not for searching across services.
 */
export const logLine = z.looseObject({
  time: z.iso.datetime().describe('when, UTC'),
  level: z.enum(logLevels).describe('how serious'),
  service: text.describe('whose work it is'),
  msg: z.string().describe('what, in words that are the same each time'),
  context: text.optional().describe('the part of the service that says it'),
  orderId: z.string().refine(isId).optional().describe('the order that is worked on'),
  correlationId: text
    .optional()
    .describe('what the work belongs to: the order in a saga, else the user, the product …'),
  requestId: text.optional().describe('the HTTP request, from the gateway through all services'),
  traceId: z.hex().length(32).optional().describe('the trace (W3C), through HTTP and Kafka'),
  spanId: z.hex().length(16).optional().describe('the span within it, where the trace is recorded'),
  userId: text.optional().describe('who asks'),
  err: loggedError.optional().describe('what went wrong: type, message, code, stack, causes'),
});
export type LogLine = z.infer<typeof logLine>;
