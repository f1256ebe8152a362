import { OutsideParty } from '@shop/service-testing';
import type { OutsideAnswer, OutsideRequest } from '@shop/service-testing';

const LABELS = '/carrier/labels';

/** A carrier. */
export class ListeningCarrier extends OutsideParty {
  /** Labels by id: of which order, and whether they are void. */
  private readonly labels = new Map<string, { readonly reference: unknown; isVoid: boolean }>();

  /** The requests for labels of an order, repetitions included. */
  asksFor(orderId: string): readonly OutsideRequest[] {
    return this.requests.filter(({ path, body }) => path === LABELS && body['reference'] === orderId);
  }

  /** The labels that were really made for an order: `valid` ones lead to a parcel. */
  labelsOf(orderId: string): readonly ('valid' | 'void')[] {
    const made = [...this.labels.values()].filter(({ reference }) => reference === orderId);
    return made.map(({ isVoid }) => (isVoid ? 'void' : 'valid'));
  }

  protected decide({ path, body }: OutsideRequest): OutsideAnswer {
    if (path !== LABELS) return this.voidLabel(path.split('/').at(-2) ?? '');
    const { postalCode } = body['address'] as { postalCode: string };
    if (postalCode === '00000') {
      return { status: 422, body: { error: { code: 'undeliverable', message: 'Nobody goes there.' } } };
    }
    const number = this.labels.size + 1;
    const id = `lb_${number}`;
    this.labels.set(id, { reference: body['reference'], isVoid: false });
    return { status: 201, body: { id, carrier: 'Speedy Express', trackingNumber: `SPX${number}` } };
  }

  private voidLabel(id: string): OutsideAnswer {
    const label = this.labels.get(id);
    if (!label) return { status: 404, body: { error: { code: 'unknown_label' } } };
    label.isVoid = true;
    return { status: 200, body: { id, status: 'void' } };
  }
}
