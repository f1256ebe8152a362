import { outboundPolicy } from '@shop/resilience';
import type { OutboundPolicy } from '@shop/resilience';
import { span, SpanKind } from '@shop/telemetry';
import type { Metrics, OpenSpan } from '@shop/telemetry';
import { createTransport } from 'nodemailer';
import type { SendMailOptions } from 'nodemailer';
import type { Delivery, DeliveryOutcome, Sender } from './sender.js';

/** As many as the intent runner has under way: a mail that waited here would outlive its lease and be sent again. */
const CONCURRENCY = 32;
const TIMEOUT_MS = 5_000;

/** Mail over SMTP. The Message-ID is made of the key, so that a mail sent again after a crash is recognised as the same. */
export class EmailSender implements Sender {
  private readonly policy: OutboundPolicy;
  private readonly server: URL;
  private readonly transport;

  /** @param url `smtp://user:password@host:port` */
  constructor(url: string, metrics: Metrics) {
    const limits = {
      timeoutMs: TIMEOUT_MS,
      concurrency: CONCURRENCY,
      queue: CONCURRENCY,
      breaker: { consecutiveFailures: 10, halfOpenAfterMs: 1_000 },
    };
    this.server = new URL(url);
    this.policy = outboundPolicy('smtp', limits, metrics);
    this.transport = createTransport(
      `${url}${url.includes('?') ? '&' : '?'}pool=true&maxConnections=${CONCURRENCY}&socketTimeout=${TIMEOUT_MS}`,
      {
        from: { name: 'The Shop', address: 'no-reply@shop.test' },
      },
    );
  }

  send({ email, message }: Delivery, idempotencyKey: string): Promise<DeliveryOutcome> {
    const mail = { to: email, ...message, messageId: `<${idempotencyKey}@shop.test>` };
    return this.policy.execute(() =>
      span(
        'send mail',
        () => this.describeSpan(),
        (opened) => this.attempt(mail, opened),
      ),
    );
  }

  private async attempt(mail: SendMailOptions, opened: OpenSpan | undefined): Promise<DeliveryOutcome> {
    try {
      await this.transport.sendMail(mail);
      return 'sent';
    } catch (error) {
      if (!isRefusal(error)) throw error;
      opened?.failAs('refused');
      return 'refused';
    }
  }

  /** Nothing of the mail: whom it is to and what it says is the customer's. */
  private describeSpan() {
    const { hostname, port } = this.server;
    const attributes = {
      'network.protocol.name': 'smtp',
      'server.address': hostname,
      'server.port': Number(port || 25),
    };
    return { kind: SpanKind.CLIENT, attributes };
  }

  async close(): Promise<void> {
    this.transport.close();
  }
}

/**
 * 5xx is for good, 4xx is "try later" (RFC 5321, 4.2.1). Only the recipient counts: a server that refuses us, or our password,
 * would otherwise make every mail fail.
 */
function isRefusal(error: unknown): boolean {
  const { command, responseCode = 0 } = error as { command?: string; responseCode?: number };
  return command === 'RCPT TO' && responseCode >= 500;
}
