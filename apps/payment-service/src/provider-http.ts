import { isAppError, unavailable } from '@shop/kernel';
import { JsonClient } from '@shop/resilience';
import type { JsonAnswer } from '@shop/resilience';
import type { Metrics } from '@shop/telemetry';
import { Injectable } from '@nestjs/common';
import type { OnApplicationShutdown } from '@nestjs/common';
import { z } from 'zod';
import { NOT_ASKED, PaymentProvider } from './provider.js';
import type { ChargeOutcome, ChargeRequest, RefundRequest } from './provider.js';

const NAME = 'payment-provider';

const created = z.object({ id: z.string().min(1) });
const refusal = z.object({ error: z.object({ code: z.string().min(1) }) });

/** The provider over HTTP. One attempt per call: the intent is what tries again. */
@Injectable()
export class HttpPaymentProvider extends PaymentProvider implements OnApplicationShutdown {
  private readonly client: JsonClient;

  /** @param url where the provider is; a path in it is put before each of the provider's own */
  constructor(url: string, metrics: Metrics) {
    super();
    this.client = new JsonClient(NAME, url, metrics);
  }

  async charge({ reference, amount, cardToken }: ChargeRequest, idempotencyKey: string): Promise<ChargeOutcome> {
    const answer = await this.post('/payments/charges', { reference, ...amount, token: cardToken }, idempotencyKey);
    if (answer.status === 201) return { kind: 'captured', chargeId: this.read(created, answer).id };
    if (answer.status === 402) return { kind: 'declined', reason: this.read(refusal, answer).error.code };
    throw this.client.noOutcome(answer);
  }

  async refund(request: RefundRequest, idempotencyKey: string): Promise<{ readonly providerRefundId: string }> {
    const answer = await this.post('/payments/refunds', request, idempotencyKey);
    if (answer.status !== 201) throw this.client.noOutcome(answer);
    return { providerRefundId: this.read(created, answer).id };
  }

  /** After the intents have stopped. */
  async onApplicationShutdown(): Promise<void> {
    await this.client.close();
  }

  private async post(path: string, body: object, idempotencyKey: string): Promise<JsonAnswer> {
    try {
      return await this.client.post(path, body, idempotencyKey);
    } catch (error) {
      throw wasSent(error) ? error : unavailable(NOT_ASKED, 'The payment provider was not asked.', { cause: error });
    }
  }

  private read<T>(schema: z.ZodType<T>, answer: JsonAnswer): T {
    const parsed = schema.safeParse(answer.body);
    if (!parsed.success) throw this.client.noOutcome(answer);
    return parsed.data;
  }
}

function wasSent(error: unknown): boolean {
  return !isAppError(error) || ![`${NAME}.circuit-open`, `${NAME}.overloaded`].includes(error.code);
}
