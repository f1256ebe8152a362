import { versionConflict } from '@shop/group-commit';
import type { Transaction } from '@shop/group-commit';
import type { StoredEvent, Stream } from './stored-event.js';

export type StreamRow = { readonly streamId: string; readonly version: number; readonly data: unknown } & (
  { readonly kind: 'snapshot' } | { readonly kind: 'event'; readonly type: string; readonly schemaVersion: number }
);

interface Row {
  stream_id: string;
  version: number;
  type: string | null;
  schema_version: number;
  data: unknown;
}

const READ = `
  WITH latest AS (
    SELECT stream_id, version, state FROM snapshots WHERE stream_id = ANY($1) AND schema_version = $2
  )
  SELECT stream_id, version, NULL AS type, 0 AS schema_version, state AS data FROM latest
  UNION ALL
  SELECT e.stream_id, e.version, e.type, e.schema_version, e.data
  FROM events e LEFT JOIN latest l USING (stream_id)
  WHERE e.stream_id = ANY($1) AND e.version > COALESCE(l.version, 0)
  ORDER BY stream_id, version`;

/** For each stream its snapshot of that schema version, if any, then the events after it, in order. */
export async function readStreams(
  transaction: Transaction,
  ids: readonly string[],
  snapshotVersion: number | null,
): Promise<StreamRow[]> {
  const { rows } = await transaction.query<Row>({ name: 'read-streams', text: READ, values: [ids, snapshotVersion] });
  return rows.map(({ stream_id: streamId, version, type, schema_version: schemaVersion, data }) =>
    type === null
      ? { kind: 'snapshot', streamId, version, data }
      : { kind: 'event', streamId, version, type, schemaVersion, data },
  );
}

const APPEND = `
  INSERT INTO events (stream_id, version, type, schema_version, data, metadata)
  SELECT * FROM unnest($1::text[], $2::int[], $3::text[], $4::int[], $5::jsonb[], $6::jsonb[])`;

/**
 * The primary key (stream, version) is the expected version: whoever decided on an old state collides with it.
 * @throws AppError `stream.version-conflict`
 */
export async function appendEvents(transaction: Transaction, events: readonly StoredEvent[]): Promise<void> {
  const column = <T>(pick: (event: StoredEvent) => T) => events.map(pick);
  try {
    await transaction.query({
      name: 'append-events',
      text: APPEND,
      values: [
        column((event) => event.streamId),
        column((event) => event.version),
        column((event) => event.type),
        column((event) => event.schemaVersion),
        column((event) => JSON.stringify(event.data)),
        column((event) => JSON.stringify(event.metadata)),
      ],
    });
  } catch (error) {
    const { code, constraint, detail } = error as { code?: string; constraint?: string; detail?: string };
    if (code === '23505' && constraint === 'events_pkey') throw versionConflict(detail ?? '', error);
    throw error;
  }
}

const SNAPSHOT = `
  INSERT INTO snapshots (stream_id, version, schema_version, state)
  SELECT stream_id, version, $4, state FROM unnest($1::text[], $2::int[], $3::jsonb[]) AS s (stream_id, version, state)
  ON CONFLICT (stream_id) DO UPDATE
    SET version = excluded.version, schema_version = excluded.schema_version, state = excluded.state, taken_at = now()`;

export async function saveSnapshots(
  transaction: Transaction,
  streams: readonly (readonly [string, Stream<unknown>])[],
  schemaVersion: number,
): Promise<void> {
  const values = [
    streams.map(([id]) => id),
    streams.map(([, stream]) => stream.version),
    streams.map(([, stream]) => JSON.stringify(stream.state)),
    schemaVersion,
  ];
  await transaction.query({ name: 'save-snapshots', text: SNAPSHOT, values });
}
