import { Anthropic } from '@anthropic-ai/sdk';
import { refused, unavailable } from '@shop/kernel';
import type { AppError, Secret } from '@shop/kernel';
import type { OutboundPolicy } from '@shop/resilience';
import type { AgentLog } from '../agent-log.js';
import type { AgentMetrics, CallOutcome } from './agent-metrics.js';
import { chatSpan } from './chat-span.js';
import { failureDetails, failureOfCall } from './model-failure.js';
import { fetchOnceOrSoon } from './impatient-fetch.js';
import { MessageAssembly } from './message-assembly.js';
import { costMicroUsd } from './prices.js';

/** One more, and soon: see `fetchOnceOrSoon`. The circuit and the rules are for what lasts longer. */
const RETRIES = 1;

export type ModelRequest = Omit<Anthropic.MessageCreateParamsStreaming, 'stream'>;

/** Hears each piece of text, and the number of the block that it belongs to. Called while the answer is read: it must not wait. */
export type OnText = (piece: string, block: number) => void;

export interface ModelReply {
  readonly message: MessageAssembly;
  /** Undefined: the message is whole. */
  readonly failure: AppError | undefined;
  readonly outcome: CallOutcome;
  /** Of what came, whole or not; at list prices. */
  readonly costMicroUsd: number;
}

export interface ModelClientSettings {
  readonly apiKey: Secret;
  readonly baseUrl: string;
  /** Milliseconds for one call, to its last byte. */
  readonly callTimeoutMs: number;
}

/** The Messages API behind its policy. Every call is streamed, so that text can be shown as it comes and a call be ended. */
export class ModelClient {
  private readonly client: Anthropic;
  private readonly origin: string;

  constructor(
    { apiKey, baseUrl, callTimeoutMs }: ModelClientSettings,
    private readonly policy: OutboundPolicy,
    private readonly metrics: AgentMetrics,
    private readonly log: AgentLog,
  ) {
    this.origin = new URL(baseUrl).origin;
    this.client = new Anthropic({
      apiKey: apiKey.reveal(),
      baseURL: baseUrl,
      maxRetries: RETRIES,
      // To the first byte of the answer: what is lost on the way can be sent once more within the call's time.
      timeout: Math.ceil(callTimeoutMs / 2),
      fetch: fetchOnceOrSoon,
      // It would write what it sends and receives.
      logLevel: 'off',
      // The shop's spans are its own (ADR 0018): these would go to a provider of the process, which there is none of.
      openTelemetry: false,
    });
  }

  /** Never throws. */
  async call(request: ModelRequest, signal: AbortSignal, onText: OnText): Promise<ModelReply> {
    const message = new MessageAssembly();
    const startedAt = performance.now();
    const failure = await chatSpan({ origin: this.origin, request, message }, () =>
      this.attempt(request, message, signal, onText),
    );
    const outcome = signal.aborted ? 'abandoned' : outcomeOf(failure);
    const cost = costMicroUsd(request.model, message.tokens);
    const milliseconds = performance.now() - startedAt;
    this.metrics.called({ model: request.model, outcome, milliseconds, tokens: message.tokens, costMicroUsd: cost });
    if (failure && outcome !== 'abandoned') this.warn(request.model, failure);
    return { message, failure, outcome, costMicroUsd: cost };
  }

  private async attempt(
    request: ModelRequest,
    message: MessageAssembly,
    signal: AbortSignal,
    onText: OnText,
  ): Promise<AppError | undefined> {
    try {
      await this.policy.execute(async (limit) => {
        try {
          await this.stream(request, message, AbortSignal.any([signal, limit]), onText);
        } catch (error) {
          // Whoever asked has gone: nothing is wrong with the other side.
          throw signal.aborted ? abandoned() : failureOfCall(error);
        }
      });
    } catch (error) {
      return failureOfCall(error);
    }
    return signal.aborted ? abandoned() : undefined;
  }

  private async stream(
    request: ModelRequest,
    message: MessageAssembly,
    signal: AbortSignal,
    onText: OnText,
  ): Promise<void> {
    const events = await this.client.messages.create({ ...request, stream: true }, { signal });
    for await (const event of events) {
      message.take(event);
      if (event.type !== 'content_block_delta' || event.delta.type !== 'text_delta') continue;
      onText(event.delta.text, event.index);
    }
    // The SDK takes the end of the connection for the end of the message.
    if (!message.isWhole) throw unavailable('anthropic.cut', 'The model broke off in the middle of its answer.');
  }

  private warn(model: string, failure: AppError): void {
    this.log.warn('The model has not answered.', { model, code: failure.code, ...failureDetails(failure.cause) });
  }
}

function outcomeOf(failure: AppError | undefined): CallOutcome {
  if (!failure) return 'answered';
  if (failure.code === 'anthropic.overloaded') return 'overloaded';
  return failure.kind === 'unavailable' ? 'unavailable' : 'rejected';
}

function abandoned(): AppError {
  return refused('anthropic.abandoned', 'Nobody waits for the model any more.');
}
