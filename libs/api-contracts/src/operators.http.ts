import { z } from 'zod';
import { byId, id, pageOf, pageQuery, text, timestamp } from './common.js';
import { defineRoute, upstreams } from './define-route.js';
import type { Upstream } from './define-route.js';
import { orderStatus } from './orders.http.js';

const owner = 'every-service';
const service = z.enum(upstreams);

/** In an answer that several services have a part in: those that could not be asked. */
const degraded = z.array(service);
const ofServices = <Item extends z.ZodType>(item: Item) => pageOf(item).extend({ degraded });

export const letterStatus = z.enum(['open', 'redriven', 'discarded']);

const message = z.object({ key: z.string().nullable(), headers: z.record(z.string(), z.string()) });

/** A message that its handler could not handle. */
export const deadLetter = z.object({
  id: z.string(),
  service,
  status: letterStatus.describe('redriven: put back; open again if it fails once more'),
  kind: z.string().describe("the event's type, or `unreadable`"),
  handler: z.string(),
  eventId: z.string().nullable(),
  correlationId: z.string().nullable().describe('the order, for the events of a saga'),
  traceId: z.string().nullable(),
  error: z.object({ class: z.string(), code: z.string(), message: z.string() }),
  attempts: z.int().nonnegative(),
  redrives: z.int().nonnegative(),
  origin: z.object({ topic: z.string(), partition: z.int(), offset: z.string() }),
  firstFailedAt: timestamp,
  lastFailedAt: timestamp,
  decision: z.object({ at: timestamp, by: z.string(), reason: z.string().nullable() }).nullable(),
  message,
});
export type DeadLetter = z.infer<typeof deadLetter>;

/** With the value, of which a list could hold too much. */
export const wholeDeadLetter = deadLetter.extend({
  message: message.extend({ value: z.string().nullable(), isValueDropped: z.boolean() }),
});
export type WholeDeadLetter = z.infer<typeof wholeDeadLetter>;

/** The id of a letter says whose it is, so that the gateway need not ask everybody. */
export function deadLetterId(of: Upstream, letter: string): string {
  return `${of}.${letter}`;
}

export function serviceOfDeadLetter(deadLetter: string): Upstream | undefined {
  return upstreams.find((upstream) => deadLetter.startsWith(`${upstream}.`));
}

/** Where a list of dead letters goes on: after this one, in the order of last failure and id. All services read one cursor. */
export const deadLetterPosition = z.tuple([timestamp, z.string().max(200)]);
export type DeadLetterPosition = z.infer<typeof deadLetterPosition>;

export const auditEntry = z.object({
  id,
  at: timestamp,
  service,
  actor: z.string().describe('who did it: a user id, or `anonymous`'),
  action: z.string(),
  subject: z.string().describe('what it was done to'),
  detail: z.record(z.string(), z.unknown()),
});
export type AuditEntry = z.infer<typeof auditEntry>;

/** Ids are UUIDv7, in all services: in order of time by themselves. */
export const auditPosition = z.object({ before: id });

export const circuit = z.object({
  service: z.string(),
  name: z.string().describe('whom the calls go to'),
  circuit: z.enum(['closed', 'open', 'half-open']),
  reopensInMs: z.number(),
  running: z.object({ now: z.int(), limit: z.int() }),
  queued: z.object({ now: z.int(), limit: z.int() }),
  calls: z.record(z.string(), z.int()),
  retries: z.int(),
  opened: z.int().describe('how often'),
});
export type Circuit = z.infer<typeof circuit>;
export const circuits = z.object({ items: z.array(circuit), degraded });

export const redriven = z.object({ redriven: z.int().nonnegative(), hasMore: z.boolean(), degraded });
export type Redriven = z.infer<typeof redriven>;

export const saga = z.object({
  orderId: id,
  state: orderStatus,
  isStuck: z.boolean().describe('not ended, and nothing has happened for a minute'),
  lastStep: z.object({ at: timestamp, service: z.string(), event: z.string() }).nullable(),
  deadlineAt: timestamp.nullable(),
  placedAt: timestamp,
  updatedAt: timestamp,
});
export type Saga = z.infer<typeof saga>;

export const logThreshold = z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']);
const loggingService = z.enum([...upstreams, 'api-gateway']);

/** What a process writes to its log; of a service that runs several times there is one for each. */
export const logLevel = z.object({
  service: loggingService,
  level: logThreshold,
  configured: logThreshold.describe('what it was started with, and falls back to'),
  until: timestamp.nullable().describe('when it falls back; null: not by itself'),
});
export const logLevels = z.object({ items: z.array(logLevel), degraded: z.array(loggingService) });
export type LogLevels = z.infer<typeof logLevels>;

export const operatorsApi = {
  deadLetters: defineRoute({
    method: 'GET',
    path: '/admin/dead-letters',
    owner,
    access: ['admin'],
    summary: 'Messages that could not be handled, of all services or one, last failure first.',
    query: pageQuery.extend({
      status: letterStatus.optional(),
      kind: z.string().max(200).optional(),
      correlationId: z.string().max(200).optional().describe('the order, for the events of a saga'),
      service: service.optional(),
    }),
    status: 200,
    answer: ofServices(deadLetter),
  }),
  deadLetter: defineRoute({
    method: 'GET',
    path: '/admin/dead-letters/:id',
    owner,
    access: ['admin'],
    summary: 'One dead letter, with its message in full.',
    params: byId,
    status: 200,
    answer: wholeDeadLetter,
  }),
  redrive: defineRoute({
    method: 'POST',
    path: '/admin/dead-letters/:id/redrive',
    owner,
    access: ['admin'],
    summary: 'Puts the message back for the handler that it failed at; 409 unless the letter is open.',
    params: byId,
    body: z.strictObject({ reason: text(500).optional() }).default({}),
    status: 202,
    answer: wholeDeadLetter,
  }),
  redriveKind: defineRoute({
    method: 'POST',
    path: '/admin/dead-letters/redrive',
    owner,
    access: ['admin'],
    summary:
      'Puts back the open dead letters of a kind, a thousand per service at most: `hasMore` says whether to ask again.',
    body: z.strictObject({
      kind: z.string().min(1).max(200),
      service: service.optional(),
      failedBefore: timestamp
        .optional()
        .describe(
          'now, if left out. Give the same for every request of a run, or what fails again goes round in circles',
        ),
      reason: text(500).optional(),
    }),
    status: 202,
    answer: redriven,
  }),
  discard: defineRoute({
    method: 'DELETE',
    path: '/admin/dead-letters/:id',
    owner,
    access: ['admin'],
    summary: 'Marks a dead letter as done with; 409 unless it is open.',
    params: byId,
    query: z.object({ reason: text(500).optional() }),
    status: 204,
    answer: null,
  }),
  audit: defineRoute({
    method: 'GET',
    path: '/admin/audit',
    owner,
    access: ['admin'],
    summary: 'Who did what: sign-ins and roles, dead letters redriven and discarded; newest first.',
    query: pageQuery,
    status: 200,
    answer: ofServices(auditEntry),
  }),
  logLevels: defineRoute({
    method: 'GET',
    path: '/admin/log-level',
    owner,
    access: ['admin'],
    summary: 'From which level on each service writes to its log, or one of them.',
    query: z.object({ service: loggingService.optional() }),
    status: 200,
    answer: logLevels,
  }),
  changeLogLevel: defineRoute({
    method: 'PUT',
    path: '/admin/log-level',
    owner,
    access: ['admin'],
    summary:
      'Changes the log level of a service while it runs, in all of its replicas, for some minutes or until it restarts.',
    query: z.object({ service: loggingService }),
    body: z.strictObject({
      level: logThreshold,
      minutes: z.int().min(1).max(1440).optional().describe('after which it falls back by itself'),
    }),
    status: 200,
    answer: logLevels,
  }),
  circuits: defineRoute({
    method: 'GET',
    path: '/admin/circuits',
    owner,
    access: ['support', 'admin'],
    summary: 'Every circuit breaker and bulkhead: its state and what became of the calls under it.',
    status: 200,
    answer: circuits,
  }),
  sagas: defineRoute({
    method: 'GET',
    path: '/admin/sagas',
    owner: 'order-service',
    access: ['support', 'admin'],
    summary: 'Sagas and where each one stands: those that are stuck first, then the newest.',
    query: pageQuery.extend({
      state: orderStatus.optional(),
      olderThan: z.coerce
        .number()
        .int()
        .min(0)
        .max(100_000_000)
        .optional()
        .describe('seconds for which nothing has happened'),
    }),
    status: 200,
    answer: pageOf(saga),
  }),
};
