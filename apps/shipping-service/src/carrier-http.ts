import { unavailable } from '@shop/kernel';
import { outboundPolicy } from '@shop/resilience';
import { Injectable } from '@nestjs/common';
import type { OnApplicationShutdown } from '@nestjs/common';
import { Pool } from 'undici';
import { z } from 'zod';
import { Carrier } from './carrier.js';
import type { LabelOutcome, LabelRequest } from './carrier.js';

interface Answer {
  readonly status: number;
  readonly body: unknown;
}

const NAME = 'carrier';
/** As many as the intent runner has under way. */
const CONCURRENCY = 32;
/** Below the lease of an intent (8 s). */
const TIMEOUT_MS = 5_000;

const created = z.object({ id: z.string().min(1), carrier: z.string().min(1), trackingNumber: z.string().min(1) });
const refusal = z.object({ error: z.object({ code: z.string(), message: z.string().optional() }) });

/** The carrier over HTTP. One attempt per call: the intent is what tries again. */
@Injectable()
export class HttpCarrier extends Carrier implements OnApplicationShutdown {
  private readonly policy = outboundPolicy(NAME, {
    timeoutMs: TIMEOUT_MS,
    concurrency: CONCURRENCY,
    queue: CONCURRENCY,
    breaker: { consecutiveFailures: 10, halfOpenAfterMs: 1_000 },
  });
  private readonly pool: Pool;
  private readonly basePath: string;

  /** @param url where the carrier is; a path in it is put before each of the carrier's own */
  constructor(url: string) {
    super();
    const { origin, pathname } = new URL(url);
    this.pool = new Pool(origin, { connections: CONCURRENCY });
    this.basePath = pathname.replace(/\/$/, '');
  }

  async createLabel(request: LabelRequest, idempotencyKey: string): Promise<LabelOutcome> {
    const answer = await this.post('/carrier/labels', request, idempotencyKey);
    const label = created.safeParse(answer.body);
    if (answer.status === 201 && label.success) return { kind: 'created', label: label.data };
    const refused = refusal.safeParse(answer.body);
    if (answer.status === 422 && refused.success) {
      const { code, message } = refused.data.error;
      return { kind: 'undeliverable', reason: message ?? code };
    }
    throw unexpected(answer);
  }

  async voidLabel(labelId: string, idempotencyKey: string): Promise<void> {
    const answer = await this.post(`/carrier/labels/${encodeURIComponent(labelId)}/void`, {}, idempotencyKey);
    if (answer.status !== 200) throw unexpected(answer);
  }

  /** After the intents have stopped. */
  async onApplicationShutdown(): Promise<void> {
    await this.pool.close();
  }

  private post(path: string, body: object, idempotencyKey: string): Promise<Answer> {
    return this.policy.execute(async (signal) => {
      const response = await this.pool.request({
        method: 'POST',
        path: this.basePath + path,
        headers: { 'content-type': 'application/json', 'idempotency-key': idempotencyKey },
        body: JSON.stringify(body),
        signal,
      });
      const answer = { status: response.statusCode, body: parse(await response.body.text()) };
      // Only these say that the carrier is unwell; what it says otherwise, even a refusal, is a sign of life to the breaker.
      if (answer.status >= 500 || answer.status === 429) throw unexpected(answer);
      return answer;
    });
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function unexpected({ status, body }: Answer) {
  const code = refusal.safeParse(body).data?.error.code ?? 'no code';
  return unavailable(`${NAME}.no-outcome`, `The carrier answered ${status} (${code}).`);
}
