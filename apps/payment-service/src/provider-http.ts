import { isAppError, unavailable } from '@shop/kernel';
import { outboundPolicy } from '@shop/resilience';
import { Injectable } from '@nestjs/common';
import type { OnApplicationShutdown } from '@nestjs/common';
import { Pool } from 'undici';
import { z } from 'zod';
import { NOT_ASKED, PaymentProvider } from './provider.js';
import type { ChargeOutcome, ChargeRequest, RefundRequest } from './provider.js';

interface Answer {
  readonly status: number;
  readonly body: unknown;
}

const NAME = 'payment-provider';
/** As many as the intent runner has under way. */
const CONCURRENCY = 32;
/** Above the slowest answer of a provider that is well, below the lease of an intent (8 s). */
const TIMEOUT_MS = 5_000;

const created = z.object({ id: z.string().min(1) });
const refusal = z.object({ error: z.object({ code: z.string().min(1) }) });

/** The provider over HTTP. One attempt per call: the intent is what tries again. */
@Injectable()
export class HttpPaymentProvider extends PaymentProvider implements OnApplicationShutdown {
  private readonly policy = outboundPolicy(NAME, {
    timeoutMs: TIMEOUT_MS,
    concurrency: CONCURRENCY,
    queue: CONCURRENCY,
    breaker: { consecutiveFailures: 10, halfOpenAfterMs: 1_000 },
  });
  private readonly pool: Pool;
  private readonly basePath: string;

  /** @param url where the provider is; a path in it is put before each of the provider's own */
  constructor(url: string) {
    super();
    const { origin, pathname } = new URL(url);
    this.pool = new Pool(origin, { connections: CONCURRENCY });
    this.basePath = pathname.replace(/\/$/, '');
  }

  async charge({ reference, amount, cardToken }: ChargeRequest, idempotencyKey: string): Promise<ChargeOutcome> {
    const answer = await this.post('/payments/charges', { reference, ...amount, token: cardToken }, idempotencyKey);
    if (answer.status === 201) return { kind: 'captured', chargeId: read(created, answer).id };
    if (answer.status === 402) return { kind: 'declined', reason: read(refusal, answer).error.code };
    throw unexpected(answer);
  }

  async refund(request: RefundRequest, idempotencyKey: string): Promise<{ readonly providerRefundId: string }> {
    const answer = await this.post('/payments/refunds', request, idempotencyKey);
    if (answer.status !== 201) throw unexpected(answer);
    return { providerRefundId: read(created, answer).id };
  }

  /** After the intents have stopped. */
  async onApplicationShutdown(): Promise<void> {
    await this.pool.close();
  }

  private async post(path: string, body: object, idempotencyKey: string): Promise<Answer> {
    try {
      return await this.policy.execute((signal) => this.send(path, body, idempotencyKey, signal));
    } catch (error) {
      throw wasSent(error) ? error : unavailable(NOT_ASKED, 'The payment provider was not asked.', { cause: error });
    }
  }

  private async send(path: string, body: object, idempotencyKey: string, signal: AbortSignal): Promise<Answer> {
    const response = await this.pool.request({
      method: 'POST',
      path: this.basePath + path,
      headers: { 'content-type': 'application/json', 'idempotency-key': idempotencyKey },
      body: JSON.stringify(body),
      signal,
    });
    const text = await response.body.text();
    const answer = { status: response.statusCode, body: parse(text) };
    // Only these say that the provider is unwell; what it says otherwise, even a refusal, is a sign of life to the breaker.
    if (answer.status >= 500 || answer.status === 429) throw unexpected(answer);
    return answer;
  }
}

function wasSent(error: unknown): boolean {
  return !isAppError(error) || ![`${NAME}.circuit-open`, `${NAME}.overloaded`].includes(error.code);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** An answer that does not say what it should leaves us as wise as none. */
function read<T>(schema: z.ZodType<T>, answer: Answer): T {
  const parsed = schema.safeParse(answer.body);
  if (!parsed.success) throw unexpected(answer);
  return parsed.data;
}

function unexpected({ status, body }: Answer) {
  const code = refusal.safeParse(body).data?.error.code ?? 'no code';
  return unavailable(`${NAME}.no-outcome`, `The payment provider answered ${status} (${code}).`);
}
