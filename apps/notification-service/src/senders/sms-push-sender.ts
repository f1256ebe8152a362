import { unavailable } from '@shop/kernel';
import { outboundPolicy } from '@shop/resilience';
import type { OutboundPolicy } from '@shop/resilience';
import { Pool } from 'undici';
import type { Delivery, DeliveryOutcome, Sender } from './sender.js';

/** As many as the intent runner has under way. */
const CONCURRENCY = 32;

/** SMS or push over the messaging provider's HTTP. */
export class SmsPushSender implements Sender {
  private readonly policy: OutboundPolicy;
  private readonly pool: Pool;
  private readonly basePath: string;

  constructor(
    private readonly channel: 'sms' | 'push',
    url: string,
  ) {
    const { origin, pathname } = new URL(url);
    this.basePath = pathname.replace(/\/$/, '');
    this.pool = new Pool(origin, { connections: CONCURRENCY });
    this.policy = outboundPolicy(channel, {
      timeoutMs: 5_000,
      concurrency: CONCURRENCY,
      queue: CONCURRENCY,
      breaker: { consecutiveFailures: 10, halfOpenAfterMs: 1_000 },
    });
  }

  send({ userId, message }: Delivery, idempotencyKey: string): Promise<DeliveryOutcome> {
    const { subject: title, text } = message;
    const body = this.channel === 'sms' ? { to: userId, text: title } : { userId, title, text };
    return this.policy.execute(async (signal) => {
      const response = await this.pool.request({
        method: 'POST',
        path: `${this.basePath}/${this.channel}`,
        headers: { 'content-type': 'application/json', 'idempotency-key': idempotencyKey },
        body: JSON.stringify(body),
        signal,
      });
      await response.body.dump();
      if (response.statusCode < 300) return 'sent';
      if (response.statusCode >= 500 || response.statusCode === 429) {
        throw unavailable(
          `${this.channel}.no-outcome`,
          `The ${this.channel} provider answered ${response.statusCode}.`,
        );
      }
      return 'refused';
    });
  }

  close(): Promise<void> {
    return this.pool.close();
  }
}
