import type { ServerResponse } from 'node:http';
import type { Readable } from 'node:stream';
import { unavailable } from '@shop/kernel';
import { clientGone } from './client-gone.js';
import { PacedEvents } from './paced-events.js';
import type { Pace } from './paced-events.js';
import { reportFailure } from './report-failure.js';
import { errorEvent, eventStreamHeaders, HEARTBEAT } from './server-sent-event.js';
import type { ServerSentEvent } from './server-sent-event.js';

export interface EventStreamSettings {
  /** Of `Stopping`: a service that stops ends its streams. */
  readonly stopping: AbortSignal;
  /** How long a stream may go on when the service stops, in milliseconds; default 0. Less than the stop's own grace. */
  readonly finishWithinMs?: number;
  /** After which the answer begins although there is nothing to send yet, in milliseconds; default 1000. */
  readonly beginWithinMs?: number;
  /** Default 15,000. */
  readonly heartbeatMs?: number;
  /** After which a reader that takes nothing is let go, in milliseconds; default 30,000. */
  readonly patienceMs?: number;
  /** One event for two of which the first still waits; nothing where they have to stay two. */
  readonly join?: Pace['join'];
}

/** What is needed of fastify's request and reply. */
export interface StreamedExchange {
  readonly request: object;
  readonly reply: {
    readonly raw: ServerResponse;
    headers(headers: Readonly<Record<string, string>>): unknown;
    send(body: Readable): unknown;
  };
}

/**
 * An answer of Server-Sent Events. It begins with the first of them, or after a second: what fails before that is thrown and becomes an
 * ordinary problem; after that, an `error` event. A slow reader makes the sender wait; one that is gone, or takes nothing, aborts `signal`.
 */
export class EventStream {
  private readonly ended = new AbortController();
  private readonly events: PacedEvents;
  private readonly timers: NodeJS.Timeout[] = [];
  private readonly raw: ServerResponse;
  private readonly patienceMs: number;
  private hasBegun = false;

  constructor(
    private readonly exchange: StreamedExchange,
    private readonly settings: EventStreamSettings,
  ) {
    this.raw = exchange.reply.raw;
    this.patienceMs = settings.patienceMs ?? 30_000;
    this.events = new PacedEvents({ patienceMs: this.patienceMs, join: settings.join }, (reason) => {
      this.abort(reason);
      this.raw.destroy();
    });
    const gone = clientGone(exchange.reply);
    const leave = () => this.abort(unavailable('stream.client-gone', 'The client has gone.'));
    gone.addEventListener('abort', leave, { once: true });
    settings.stopping.addEventListener('abort', this.stop, { once: true });
    this.after(settings.beginWithinMs ?? 1000, () => this.begin());
    if (gone.aborted) leave();
    if (settings.stopping.aborted) this.stop();
  }

  /** Aborts when nobody is to be served any more: the client has gone, or takes nothing, or the service stops. */
  get signal(): AbortSignal {
    return this.ended.signal;
  }

  /** Resolves once there is room for more: wait for it. @throws what `signal` says when it has aborted. */
  async send(event: ServerSentEvent): Promise<void> {
    this.signal.throwIfAborted();
    this.begin();
    return this.events.send(event);
  }

  /** No more events: those that were sent still go out. @throws what `signal` says when it has aborted before. */
  async end(): Promise<void> {
    this.begin();
    await this.events.sent();
    this.finish();
  }

  /** Ends with an `error` event. @throws `error` itself if nothing has been sent yet */
  fail(error: unknown): void {
    this.release();
    // To whom is gone there is nothing to say, and it is nobody's fault.
    if (this.raw.destroyed) return;
    if (!this.hasBegun) throw error;
    const why: unknown = this.signal.aborted ? this.signal.reason : error;
    const event = errorEvent(why);
    reportFailure(why, event.data.status, this.exchange.request);
    this.finish(event);
  }

  private begin(): void {
    if (this.hasBegun || this.raw.destroyed) return;
    this.hasBegun = true;
    this.exchange.reply.headers(eventStreamHeaders);
    // Headers go out with the first byte.
    this.events.hint(HEARTBEAT);
    this.exchange.reply.send(this.events.bytes);
    this.timers.push(setInterval(() => this.events.hint(HEARTBEAT), this.settings.heartbeatMs ?? 15_000));
  }

  private readonly stop = () => {
    const stops = unavailable('service.stopping', 'The service stops.', { retryAfterMs: 1000 });
    this.after(this.settings.finishWithinMs ?? 0, () => this.abort(stops));
  };

  private abort(reason: Error): void {
    this.ended.abort(reason);
    this.release();
    this.events.fail(reason);
  }

  private finish(last?: ServerSentEvent): void {
    this.release();
    this.events.end(last);
    const patience = setTimeout(() => this.raw.destroy(), this.patienceMs);
    this.raw.once('close', () => clearTimeout(patience));
  }

  private release(): void {
    for (const timer of this.timers.splice(0)) clearTimeout(timer);
    this.settings.stopping.removeEventListener('abort', this.stop);
  }

  private after(ms: number, work: () => void): void {
    this.timers.push(setTimeout(work, ms));
  }
}
