/** An event as a stream keeps it. Never rewritten: older shapes are upcast when they are read. */
export interface StoredEvent {
  readonly streamId: string;
  /** 1 for the first event of the stream, without gaps. */
  readonly version: number;
  readonly type: string;
  readonly schemaVersion: number;
  readonly data: unknown;
  readonly metadata: EventMetadata;
}

export interface EventMetadata {
  readonly causationId?: string;
  readonly correlationId?: string;
  readonly traceparent?: string;
  readonly userId?: string;
}

/** A stream as a decision sees it. `version` 0: there is nothing yet. */
export interface Stream<State> {
  readonly version: number;
  readonly state: State;
  /** The version of the latest snapshot; 0 without one. */
  readonly snapshotAt: number;
}
