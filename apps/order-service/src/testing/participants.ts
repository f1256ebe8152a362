import {
  paymentCaptured,
  paymentRefunded,
  shipmentCancelled,
  shipmentCreated,
  stockReleased,
  stockReserved,
} from '@shop/domain-events';
import type { BrokerRecord } from '@shop/messaging';
import { news } from '@shop/service-testing';
import type { ServiceUnderTest } from '@shop/service-testing';

const steps = { stock: stockReserved, money: paymentCaptured, label: shipmentCreated };
const answers = { stock: stockReleased, money: paymentRefunded, label: shipmentCancelled };
export type Part = keyof typeof steps;

export const parts: readonly Part[] = ['stock', 'money', 'label'];
export const inEveryOrder: readonly (readonly [Part, Part, Part])[] = [
  ['stock', 'money', 'label'],
  ['stock', 'label', 'money'],
  ['money', 'stock', 'label'],
  ['money', 'label', 'stock'],
  ['label', 'stock', 'money'],
  ['label', 'money', 'stock'],
];

/** What the services that take part in an order say of it. */
export class Participants {
  constructor(private readonly shop: ServiceUnderTest) {}

  /** A participant has done its step. */
  readonly step = (part: Part, orderId: string): BrokerRecord => news(steps[part], { orderId });

  /** A participant has undone its step. */
  readonly answer = (part: Part, orderId: string): BrokerRecord => news(answers[part], { orderId });

  /** Each event twice, then the same news once more under another id; the parts one after the other. */
  async tellAgainAndAgain(make: Participants['step'], orderId: string, inOrder: readonly Part[]): Promise<void> {
    for (const part of inOrder) {
      const record = make(part, orderId);
      await this.shop.tell(record, record, make(part, orderId));
    }
  }

  /** All three at a time. */
  async tellAll(make: Participants['step'], orderId: string): Promise<void> {
    await this.shop.tell(...parts.map((part) => make(part, orderId)));
  }
}
