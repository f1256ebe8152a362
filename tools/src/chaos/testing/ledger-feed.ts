import { setTimeout as delay } from 'node:timers/promises';
import { paymentCaptured } from '@shop/domain-events';
import type { Broker, BrokerRecord, Producer } from '@shop/messaging';
import { recordOf } from '@shop/messaging/testing';

const RETRY_MS = 250;

/** Sends payments to the ledger, each account's in order, and remembers what it has sent. Outlasts a broker that is down. */
export class LedgerFeed {
  /** Account → the ids of its payments, in the order in which they were sent. */
  readonly sent = new Map<string, string[]>();
  private readonly producer: Promise<Producer>;
  private flowing: Promise<void> | undefined;
  private stopping = false;

  constructor(
    broker: Broker,
    private readonly accounts = 40,
  ) {
    this.producer = broker.connectProducer();
  }

  get count(): number {
    return [...this.sent.values()].reduce((sum, ids) => sum + ids.length, 0);
  }

  async send(count: number): Promise<void> {
    const records = Array.from({ length: count }, () => this.next());
    const producer = await this.producer;
    // The same records again: what the broker has taken of them already comes twice then, under the same ids.
    while (!(await taken(producer, records))) await delay(RETRY_MS);
  }

  /** Keeps sending until `stop`. */
  flow(perSecond: number): void {
    const everyMs = 50;
    const flow = async () => {
      for (; !this.stopping; await delay(everyMs))
        await this.send(Math.max(1, Math.round((perSecond * everyMs) / 1_000)));
    };
    this.flowing = flow();
  }

  async stop(): Promise<void> {
    this.stopping = true;
    await this.flowing;
  }

  /** The next payment of the account, to be counted among those that must have their effect. */
  payment(account: string): string {
    const paymentId = `payment-${this.count}`;
    const ids = this.sent.get(account);
    if (ids) ids.push(paymentId);
    else this.sent.set(account, [paymentId]);
    return paymentId;
  }

  private next(): BrokerRecord {
    const account = `account-${this.count % this.accounts}`;
    const paymentId = this.payment(account);
    const data = { orderId: account, paymentId, amount: { amountMinor: 1, currency: 'USD' } };
    return recordOf(paymentCaptured, { key: account, value: JSON.stringify(data) });
  }
}

async function taken(producer: Producer, records: readonly BrokerRecord[]): Promise<boolean> {
  try {
    await producer.send(records);
    return true;
  } catch {
    return false;
  }
}
