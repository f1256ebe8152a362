import { batchSpan, openSpan, SpanKind } from '@shop/telemetry';
import type { OpenSpan } from '@shop/telemetry';
import type { Pool } from 'pg';
import type { Submission } from './group-transaction.js';

/** The span of one command: from its submission to the answer after the commit. What it decides is beneath it. */
export function withCommitSpan(submission: Submission): Submission {
  const { context, resolve, reject } = submission;
  // What runs outside of every context is nobody's request, message or intent, and no trace to begin.
  const span = context && openSpan('commit', () => ({ kind: SpanKind.INTERNAL }), context.traceparent);
  if (!span) return submission;
  return {
    ...submission,
    context: { ...context, traceparent: span.traceparent },
    span,
    resolve: (result) => {
      span.end();
      resolve(result);
    },
    reject: (error) => {
      span.fail(error);
      span.end();
      reject(error);
    },
  };
}

/** The span of one transaction: in the trace of the first of its commands that is recorded, with links to all of them, as they have to it. */
export function transactionSpan<T>(pool: Pool, group: readonly Submission[], work: () => Promise<T>): Promise<T> {
  const members = group.flatMap(({ span }) => span ?? []);
  if (members.length === 0) return work();
  const traceparents = members.map(({ traceparent }) => traceparent);
  const database = databaseOf(pool);
  const describe = () => ({
    kind: SpanKind.CLIENT,
    attributes: {
      'db.system.name': 'postgresql',
      'db.operation.name': 'TRANSACTION',
      // By the conventions one alone is no batch.
      ...(group.length > 1 && { 'db.operation.batch.size': group.length }),
      ...database,
    },
  });
  const name = `TRANSACTION ${database['db.namespace'] ?? 'postgresql'}`;
  return batchSpan(name, traceparents, describe, (span) => {
    if (span) linkAll(members, span);
    return work();
  });
}

function linkAll(members: readonly OpenSpan[], transaction: OpenSpan): void {
  for (const member of members) member.link(transaction.traceparent);
}

interface DatabaseAttributes {
  readonly 'db.namespace'?: string;
  readonly 'server.address'?: string;
  readonly 'server.port'?: number;
}

const known = new WeakMap<Pool, DatabaseAttributes>();

function databaseOf(pool: Pool): DatabaseAttributes {
  const attributes = known.get(pool) ?? readDatabase(pool);
  known.set(pool, attributes);
  return attributes;
}

/** A URL wins over the single options, as it does for pg. */
function readDatabase({ options }: Pool): DatabaseAttributes {
  const url =
    options.connectionString && URL.canParse(options.connectionString) ? new URL(options.connectionString) : undefined;
  const namespace = url?.pathname.slice(1) || options.database;
  const host = url?.hostname || options.host;
  const port = Number(url?.port || options.port || 5432);
  return {
    ...(namespace && { 'db.namespace': decodeURIComponent(namespace) }),
    ...(host && { 'server.address': host, 'server.port': port }),
  };
}
