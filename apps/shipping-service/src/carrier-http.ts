import { JsonClient } from '@shop/resilience';
import type { Metrics } from '@shop/telemetry';
import { Injectable } from '@nestjs/common';
import type { OnApplicationShutdown } from '@nestjs/common';
import { z } from 'zod';
import { Carrier } from './carrier.js';
import type { LabelOutcome, LabelRequest } from './carrier.js';

const created = z.object({ id: z.string().min(1), carrier: z.string().min(1), trackingNumber: z.string().min(1) });
const refusal = z.object({ error: z.object({ code: z.string(), message: z.string().optional() }) });

/** The carrier over HTTP. One attempt per call: the intent is what tries again. */
@Injectable()
export class HttpCarrier extends Carrier implements OnApplicationShutdown {
  private readonly client: JsonClient;

  /** @param url where the carrier is; a path in it is put before each of the carrier's own */
  constructor(url: string, metrics: Metrics) {
    super();
    this.client = new JsonClient('carrier', url, metrics);
  }

  async createLabel(request: LabelRequest, idempotencyKey: string): Promise<LabelOutcome> {
    const answer = await this.client.post('/carrier/labels', request, idempotencyKey);
    const label = created.safeParse(answer.body);
    if (answer.status === 201 && label.success) return { kind: 'created', label: label.data };
    const refused = refusal.safeParse(answer.body);
    if (answer.status === 422 && refused.success) {
      const { code, message } = refused.data.error;
      return { kind: 'undeliverable', reason: message ?? code };
    }
    throw this.client.noOutcome(answer);
  }

  async voidLabel(labelId: string, idempotencyKey: string): Promise<void> {
    const answer = await this.client.post(`/carrier/labels/${encodeURIComponent(labelId)}/void`, {}, idempotencyKey);
    if (answer.status !== 200) throw this.client.noOutcome(answer);
  }

  /** After the intents have stopped. */
  async onApplicationShutdown(): Promise<void> {
    await this.client.close();
  }
}
