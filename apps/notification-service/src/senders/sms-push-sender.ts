import { JsonClient } from '@shop/resilience';
import type { Metrics } from '@shop/telemetry';
import type { Delivery, DeliveryOutcome, Sender } from './sender.js';

/** SMS or push over the messaging provider's HTTP. */
export class SmsPushSender implements Sender {
  private readonly client: JsonClient;

  constructor(
    private readonly channel: 'sms' | 'push',
    url: string,
    metrics: Metrics,
  ) {
    this.client = new JsonClient(channel, url, metrics);
  }

  async send({ userId, message }: Delivery, idempotencyKey: string): Promise<DeliveryOutcome> {
    const { subject: title, text } = message;
    const body = this.channel === 'sms' ? { to: userId, text: title } : { userId, title, text };
    const { status } = await this.client.post(`/${this.channel}`, body, idempotencyKey);
    return status < 300 ? 'sent' : 'refused';
  }

  close(): Promise<void> {
    return this.client.close();
  }
}
