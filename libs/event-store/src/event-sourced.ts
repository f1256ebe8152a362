import { currentContext, fold } from '@shop/kernel';
import type { Evolver } from '@shop/kernel';
import type { Journal, Repository, Transaction, Unit } from '@shop/group-commit';
import { appendEvents, readStreams, saveSnapshots } from './event-tables.js';
import type { StoredEvent, Stream } from './stored-event.js';
import { schemaVersionOf, upcast } from './upcasting.js';
import type { Upcasts } from './upcasting.js';

export interface EventSourcedSettings<State, Event extends { readonly type: string }> {
  readonly name: string;
  readonly evolver: Evolver<State, Event>;
  readonly upcasts?: Upcasts;
  /**
   * A snapshot after every so many events spares long replays. Raise `schemaVersion` with every change to the shape of the
   * state or to `evolve`: snapshots of another version are ignored, and replaced in time.
   */
  readonly snapshots?: { readonly every: number; readonly schemaVersion: number };
}

/**
 * Event-sourced aggregates for the group commit: loads streams (latest snapshot, then the events after it, upcast), appends with
 * an expected version. A concurrent writer of the same stream makes the append fail with AppError `stream.version-conflict`, on
 * which the group commit decides again on the new state.
 */
export class EventSourced<State, Event extends { readonly type: string }> implements Repository<Stream<State>> {
  readonly name: string;
  private readonly upcasts: Upcasts;

  constructor(private readonly settings: EventSourcedSettings<State, Event>) {
    this.name = settings.name;
    this.upcasts = settings.upcasts ?? {};
  }

  /** What there is: version 0 and the initial state for a stream that has no events. */
  current(unit: Unit, id: string): Stream<State> {
    return unit.get(this, id) ?? { version: 0, state: this.settings.evolver.initial, snapshotAt: 0 };
  }

  /** Adds events to the stream; gives the stream as it is after them. */
  record(unit: Unit, id: string, events: readonly Event[]): Stream<State> {
    const before = this.current(unit, id);
    if (events.length === 0) return before;
    const after = {
      ...before,
      version: before.version + events.length,
      state: fold(this.settings.evolver, events, before.state),
    };
    unit.put(this, id, this.snapshotDue(after) ? { ...after, snapshotAt: after.version } : after);
    unit.append(streamEvents, ...events.map((event, index) => this.stored(id, before.version + index + 1, event)));
    return after;
  }

  async load(transaction: Transaction, ids: readonly string[]): Promise<Map<string, Stream<State>>> {
    const streams = new Map<string, Stream<State>>();
    const { evolver, snapshots } = this.settings;
    for (const row of await readStreams(transaction, ids, snapshots?.schemaVersion ?? null)) {
      if (row.kind === 'snapshot') {
        streams.set(row.streamId, { version: row.version, state: row.data as State, snapshotAt: row.version });
        continue;
      }
      const before = streams.get(row.streamId) ?? { state: evolver.initial, snapshotAt: 0 };
      const data = upcast(this.upcasts, row.type, row.schemaVersion, row.data);
      const event = { ...(data as object), type: row.type } as Event;
      streams.set(row.streamId, { ...before, version: row.version, state: evolver.evolve(before.state, event) });
    }
    return streams;
  }

  /** The events are the truth and are written by the journal; here only snapshots are due. */
  async save(transaction: Transaction, streams: ReadonlyMap<string, Stream<State>>): Promise<void> {
    const { snapshots } = this.settings;
    if (!snapshots) return;
    const due = [...streams].filter(([, stream]) => stream.snapshotAt === stream.version);
    if (due.length > 0) await saveSnapshots(transaction, due, snapshots.schemaVersion);
  }

  private snapshotDue(stream: Stream<State>): boolean {
    const { snapshots } = this.settings;
    return snapshots !== undefined && stream.version - stream.snapshotAt >= snapshots.every;
  }

  private stored(streamId: string, version: number, event: Event): StoredEvent {
    const { type, ...data } = event;
    const { causationId, correlationId, traceparent, userId } = currentContext() ?? {};
    return {
      streamId,
      version,
      type,
      schemaVersion: schemaVersionOf(this.upcasts, type),
      data,
      metadata: { causationId, correlationId, traceparent, userId },
    };
  }
}

const streamEvents: Journal<StoredEvent> = { name: 'events', append: appendEvents };
