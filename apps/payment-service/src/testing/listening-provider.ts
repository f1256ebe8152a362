import { OutsideParty } from '@shop/service-testing';
import type { OutsideAnswer, OutsideRequest } from '@shop/service-testing';

/** A payment provider. */
export class ListeningProvider extends OutsideParty {
  /** The requests for charges of an order, repetitions included. */
  chargesOf(orderId: string): readonly OutsideRequest[] {
    return this.requests.filter(({ path, body }) => path === '/payments/charges' && body['reference'] === orderId);
  }

  /** What the customer has really paid for an order, less what came back, in minor units. */
  heldFor(orderId: string): number {
    const keys = new Set(this.chargesOf(orderId).map(({ key }) => key));
    const made = [...keys].flatMap((key) => this.answers.get(key) ?? []).filter(({ status }) => status === 201);
    const amounts = made.map(({ body }) => body as { id: string; amountMinor: number });
    const refunds = [...this.answers.values()].map(({ body }) => body as { chargeId?: string; amountMinor: number });
    return amounts.reduce((sum, charge) => {
      const back = refunds.filter(({ chargeId }) => chargeId === charge.id);
      return sum + charge.amountMinor - back.reduce((total, { amountMinor }) => total + amountMinor, 0);
    }, 0);
  }

  protected decide({ path, body }: OutsideRequest): OutsideAnswer {
    const number = this.answers.size + 1;
    if (path === '/payments/refunds') return { status: 201, body: { id: `re_${number}`, status: 'refunded', ...body } };
    const { token, ...charge } = body;
    if (token === 'tok_visa') return { status: 201, body: { id: `ch_${number}`, status: 'captured', ...charge } };
    return { status: 402, body: { error: { code: 'insufficient_funds', message: 'No.' } } };
  }
}
