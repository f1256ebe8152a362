import { buffer } from 'node:stream/consumers';
import type { Upstream } from '@shop/api-contracts';
import { unavailable } from '@shop/kernel';
import { outboundPolicy } from '@shop/resilience';
import type { OutboundPolicy, OutboundPolicySettings } from '@shop/resilience';
import { httpClientSpan } from '@shop/telemetry';
import type { Metrics } from '@shop/telemetry';
import { noAnswerIn503 } from './no-answer.js';
import { relayEvents } from './relay-events.js';
import type { Replicas } from './replicas.js';
import type { OpenedAnswer, StreamedAnswer, UpstreamAnswer, UpstreamCall } from './upstream-call.js';

export interface LongCallLimits extends Pick<OutboundPolicySettings, 'concurrency' | 'timeoutMs' | 'breaker'> {
  /** Milliseconds within which a stream has to begin. */
  readonly beginsWithinMs: number;
  /** Aborts when the gateway, about to stop, cannot wait any longer. */
  readonly closing: AbortSignal;
}

type LongAnswer = UpstreamAnswer | StreamedAnswer;

/**
 * Calls to one service that may take a minute, in places of their own: however many wait, no other call does. A stream has its place until
 * its last byte; none waits for a place, since whoever holds one may do so for long.
 */
export class LongCalls {
  private readonly policy: OutboundPolicy;

  constructor(
    private readonly upstream: { readonly name: Upstream; readonly url: string },
    private readonly replicas: Replicas,
    private readonly limits: LongCallLimits,
    metrics?: Metrics,
  ) {
    const { concurrency, timeoutMs, breaker } = limits;
    this.policy = outboundPolicy(`${upstream.name}.long`, { concurrency, timeoutMs, breaker, queue: 0 }, metrics);
  }

  ask(call: UpstreamCall, gone: AbortSignal): Promise<LongAnswer> {
    return new Promise((resolve, reject) => {
      const over = this.policy
        .executeOnce((limit) => this.send(call, { limit, gone }, (answer) => resolve(settled(answer, over))))
        .then(
          // Where it has been answered this is too late to matter.
          () => reject(new Error('The client has gone.')),
          (error: unknown) => {
            reject(error as Error);
            return error;
          },
        );
    });
  }

  /** Resolves when all is over, so that the policy keeps its place and sees how it ends. */
  private async send(
    call: UpstreamCall,
    { limit, gone }: { readonly limit: AbortSignal; readonly gone: AbortSignal },
    answer: (answer: UpstreamAnswer | Omit<StreamedAnswer, 'over'>) => void,
  ): Promise<void> {
    const { name, url } = this.upstream;
    const signal = AbortSignal.any([limit, gone, this.limits.closing]);
    const traced = {
      peer: name,
      method: call.method,
      origin: url,
      path: call.path,
      template: call.template,
      signal: limit,
    };
    try {
      await httpClientSpan(traced, async (trace) => {
        const opened = await this.open({ ...call, headers: { ...call.headers, ...trace } }, signal);
        if (isStream(opened)) await this.relay(opened, answer).catch(unlessGone(gone));
        else answer({ ...opened, body: await buffer(opened.body) });
        return opened;
      });
    } catch (error) {
      if (gone.aborted) return;
      throw error;
    }
  }

  private async open(call: UpstreamCall, signal: AbortSignal): Promise<OpenedAnswer> {
    const { name } = this.upstream;
    const late = new AbortController();
    const timer = call.wantsEvents ? setTimeout(() => late.abort(), this.limits.beginsWithinMs) : undefined;
    try {
      const opened = await this.replicas.open(call, AbortSignal.any([signal, late.signal]));
      if (opened.status !== 503) return opened;
      opened.body.resume();
      throw noAnswerIn503(name, opened);
    } catch (error) {
      if (late.signal.aborted)
        throw unavailable(`${name}.timeout`, `${name} did not answer in time.`, { cause: error });
      throw error;
    } finally {
      clearTimeout(timer);
    }
  }

  private async relay(
    { status, headers, body }: OpenedAnswer,
    answer: (answer: Omit<StreamedAnswer, 'over'>) => void,
  ): Promise<void> {
    const { name } = this.upstream;
    const { events, ended } = relayEvents(body, (cause) =>
      unavailable(`${name}.cut-off`, `${name} has not finished its answer.`, { cause }),
    );
    answer({ status, headers, events });
    await ended;
  }
}

function settled(answer: UpstreamAnswer | Omit<StreamedAnswer, 'over'>, over: Promise<unknown>): LongAnswer {
  return 'events' in answer ? { ...answer, over } : answer;
}

/** That a client leaves in the middle of a stream is no failure of anybody. */
function unlessGone(gone: AbortSignal): (error: unknown) => void {
  return (error) => {
    if (!gone.aborted) throw error;
  };
}

function isStream({ headers }: OpenedAnswer): boolean {
  return headers['content-type']?.startsWith('text/event-stream') ?? false;
}
