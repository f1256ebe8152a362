import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Carrier } from './carrier.js';
import type { LabelOutcome, LabelRequest } from './carrier.js';

const UNDELIVERABLE = '00000';

/**
 * Plays the carrier, with the test address of the simulator and at once: for benchmarks and for trying things out. A label follows from
 * the idempotency key: the same key has the same label, also after a restart.
 */
@Injectable()
export class InProcessCarrier extends Carrier {
  async createLabel({ address }: LabelRequest, idempotencyKey: string): Promise<LabelOutcome> {
    if (address.postalCode === UNDELIVERABLE) {
      return { kind: 'undeliverable', reason: `Demo Parcel does not deliver to postal code ${UNDELIVERABLE}.` };
    }
    const id = `lb_${idempotencyKey.replaceAll('-', '')}`;
    return { kind: 'created', label: { id, carrier: 'Demo Parcel', trackingNumber: trackingNumberOf(id) } };
  }

  async voidLabel(): Promise<void> {
    // There is nothing to void.
  }
}

function trackingNumberOf(id: string): string {
  const digits = createHash('sha256').update(id).digest().readUIntBE(0, 6) % 10 ** 12;
  return `DP${String(digits).padStart(12, '0')}`;
}
