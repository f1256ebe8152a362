import { randomInt } from 'node:crypto';
import { AppError, newId, refused } from '@shop/kernel';
import type { Address } from '@shop/kernel';
import type { Memory } from '../memory/memory.js';
import type { Recent } from '../memory/recent.js';

export interface LabelOrder {
  readonly reference: string;
  readonly address: Address;
  readonly parcels: readonly { readonly sku: string; readonly quantity: number }[];
}

export interface Label {
  readonly id: string;
  readonly reference: string;
  readonly status: 'created' | 'void';
  readonly carrier: string;
  readonly trackingNumber: string;
}

const CARRIER = 'Demo Parcel';
const UNDELIVERABLE = '00000';

/** The carrier's labels. Like the provider's book it makes another label for every order that comes under another key. */
export class LabelBook {
  private readonly labels: Recent<string, Label>;

  constructor(memory: Memory, limit: number) {
    this.labels = memory.shelf('labels', limit);
  }

  /** @throws AppError `refused` `undeliverable` for an address that the carrier does not go to. */
  create({ reference, address }: LabelOrder): Label {
    if (address.postalCode === UNDELIVERABLE) {
      throw refused('undeliverable', `${CARRIER} does not deliver to postal code ${UNDELIVERABLE}.`);
    }
    const id = `lb_${newId().replaceAll('-', '')}`;
    // Random, not counted: a simulator that has been restarted must not hand out its first numbers again.
    const trackingNumber = `DP${String(randomInt(10 ** 12)).padStart(12, '0')}`;
    const label: Label = { id, reference, status: 'created', carrier: CARRIER, trackingNumber };
    this.labels.set(id, label);
    return label;
  }

  /** Voiding again changes nothing. @throws AppError `not-found`. */
  void(id: string): Label {
    const label = this.labels.get(id);
    if (!label) throw new AppError('not-found', 'label_not_found', `There is no label ${id}.`);
    const voided: Label = { ...label, status: 'void' };
    this.labels.set(id, voided);
    return voided;
  }

  newestFirst(): readonly Label[] {
    return this.labels.newestFirst();
  }
}
