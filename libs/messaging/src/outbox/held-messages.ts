import type { MessagingLog } from '../broker/log.js';
import { laneOf } from './outbox-rows.js';
import type { PendingMessage } from './outbox-rows.js';

/** A message that the broker will never take. Nothing of its key is sent past it; other keys go on. */
export interface HeldMessage {
  readonly eventId: string;
  readonly topic: string;
  readonly key: string | null;
  /** Of the value. */
  readonly bytes: number;
  readonly since: Date;
}

/** Then it is tried again: somebody may have raised the broker's limit, or have taken the row away. */
const HOLD_MS = 5 * 60_000;

/** Forgotten with the process: the row is still there, is tried again and is held again. */
export class HeldMessages {
  private readonly byLane = new Map<string, HeldMessage>();

  constructor(private readonly log: MessagingLog) {}

  hold(message: PendingMessage, error: unknown): void {
    const { topic, key, value } = message.record;
    const held = { eventId: message.eventId, topic, key, bytes: Buffer.byteLength(value ?? ''), since: new Date() };
    this.byLane.set(laneOf(message), held);
    this.log.error('outbox relay: the broker refuses a message for good, its key is held', { err: error, ...held });
  }

  holds(message: PendingMessage): boolean {
    return this.byLane.has(laneOf(message));
  }

  /** Those that are to be left out now. */
  lanes(now: number): string[] {
    for (const [lane, { since }] of this.byLane) if (now - since.getTime() > HOLD_MS) this.byLane.delete(lane);
    return [...this.byLane.keys()];
  }

  all(): readonly HeldMessage[] {
    return [...this.byLane.values()];
  }
}
