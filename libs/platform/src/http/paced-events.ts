import { PassThrough } from 'node:stream';
import type { Readable } from 'node:stream';
import { unavailable } from '@shop/kernel';
import { formatEvent } from './server-sent-event.js';
import type { ServerSentEvent } from './server-sent-event.js';

export interface Pace {
  /** After which a reader that takes nothing is given up, in milliseconds. */
  readonly patienceMs: number;
  /** One event for two of which the first still waits; nothing where they have to stay two. */
  readonly join?: ((earlier: ServerSentEvent, later: ServerSentEvent) => ServerSentEvent | undefined) | undefined;
}

interface Waiting {
  event: ServerSentEvent;
  readonly sent: Promise<void>;
  readonly settle: (failure?: Error) => void;
}

/** So many events wait behind a slow reader at most: whoever sends is to wait for each. */
const MOST_WAITING = 1000;

/** Events as bytes, no faster than they are read: what has no room waits, so memory is bounded. */
export class PacedEvents {
  private readonly out = new PassThrough();
  private readonly waiting: Waiting[] = [];
  private failure: Error | undefined;
  private isWriting = false;
  private wake = () => undefined as void;

  /** @param onStalled hears when the reader is given up */
  constructor(
    private readonly pace: Pace,
    private readonly onStalled: (reason: Error) => void,
  ) {
    // The pipe to the reader cuts it off when that is gone; whoever sends hears of it by `fail`.
    this.out.on('error', () => undefined).on('drain', () => this.wake());
  }

  get bytes(): Readable {
    return this.out;
  }

  /** Resolves once there is room for more. @throws what it has failed with */
  async send(event: ServerSentEvent): Promise<void> {
    if (this.failure) throw this.failure;
    const last = this.waiting.at(-1);
    const joined = last && this.pace.join?.(last.event, event);
    if (last && joined) {
      last.event = joined;
      return last.sent;
    }
    if (this.waiting.length >= MOST_WAITING) this.stall();
    const entry = waiting(event);
    this.waiting.push(entry);
    void this.write();
    return entry.sent;
  }

  /** Something that nobody waits for: left out where there is no room. */
  hint(text: string): void {
    if (this.waiting.length === 0 && !this.out.writableNeedDrain) this.out.write(text);
  }

  /** Resolves when nothing waits. @throws what it has failed with */
  async sent(): Promise<void> {
    await this.waiting.at(-1)?.sent;
  }

  /** Nothing more, but for what is said last. */
  end(last?: ServerSentEvent): void {
    this.out.end(last && formatEvent(last));
  }

  /** Whatever waits is not sent any more. */
  fail(reason: Error): void {
    this.failure ??= reason;
    for (const { settle } of this.waiting.splice(0)) settle(reason);
    this.wake();
  }

  private async write(): Promise<void> {
    if (this.isWriting) return;
    this.isWriting = true;
    for (let next = this.waiting[0]; next; next = this.waiting[0]) {
      if (this.out.writableNeedDrain) await this.room();
      if (this.failure) break;
      // Taken out only now: until then others could join it.
      this.waiting.shift();
      this.out.write(formatEvent(next.event));
      next.settle();
    }
    this.isWriting = false;
  }

  private async room(): Promise<void> {
    const patience = setTimeout(() => this.stall(), this.pace.patienceMs);
    await new Promise<void>((resolve) => (this.wake = resolve));
    clearTimeout(patience);
  }

  private stall(): void {
    const reason = unavailable('stream.reader-stalled', 'The reader takes nothing.');
    this.fail(reason);
    this.onStalled(reason);
  }
}

function waiting(event: ServerSentEvent): Waiting {
  let settle: Waiting['settle'] = () => undefined;
  const sent = new Promise<void>((resolve, reject) => {
    settle = (failure) => (failure ? reject(failure) : resolve());
  });
  sent.catch(() => undefined); // also where the sender did not wait
  return { event, sent, settle };
}
