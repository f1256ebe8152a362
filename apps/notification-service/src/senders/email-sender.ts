import { outboundPolicy } from '@shop/resilience';
import { createTransport } from 'nodemailer';
import type { Delivery, DeliveryOutcome, Sender } from './sender.js';

const CONCURRENCY = 8;

/** Mail over SMTP. The Message-ID is made of the key, so that a mail sent again after a crash is recognised as the same. */
export class EmailSender implements Sender {
  private readonly policy = outboundPolicy('smtp', {
    timeoutMs: 5_000,
    concurrency: CONCURRENCY,
    queue: 100,
    breaker: { consecutiveFailures: 10, halfOpenAfterMs: 1_000 },
  });
  private readonly transport;

  /** @param url `smtp://host:port` */
  constructor(url: string) {
    this.transport = createTransport(`${url}${url.includes('?') ? '&' : '?'}pool=true&maxConnections=${CONCURRENCY}`, {
      from: { name: 'The Shop', address: 'no-reply@shop.test' },
    });
  }

  send({ email, message }: Delivery, idempotencyKey: string): Promise<DeliveryOutcome> {
    return this.policy.execute(async () => {
      try {
        await this.transport.sendMail({ to: email, ...message, messageId: `<${idempotencyKey}@shop.test>` });
        return 'sent';
      } catch (error) {
        if (isRefusal(error)) return 'refused';
        throw error;
      }
    });
  }

  close(): void {
    this.transport.close();
  }
}

/** 5xx is for good, 4xx is "try later" (RFC 5321, 4.2.1). */
function isRefusal(error: unknown): boolean {
  const code = (error as { responseCode?: number }).responseCode ?? 0;
  return code >= 500;
}
