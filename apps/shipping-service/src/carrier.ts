import type { Address } from '@shop/kernel';
import type { Label, Parcel } from './domain/shipment.js';

export interface LabelRequest {
  /** The order's id: how people find the label at the carrier. */
  readonly reference: string;
  readonly address: Address;
  readonly parcels: readonly Parcel[];
}

/** A definite answer. That there is none is an error: what happened is unknown then. */
export type LabelOutcome =
  { readonly kind: 'created'; readonly label: Label } | { readonly kind: 'undeliverable'; readonly reason: string };

/** The carrier, as far as we need it. The same key is the same request: asked again, it gives the first answer again. */
export abstract class Carrier {
  /** @throws AppError `unavailable` when there is no answer */
  abstract createLabel(request: LabelRequest, idempotencyKey: string): Promise<LabelOutcome>;
  /** @throws AppError `unavailable`, also when the carrier refuses: a label is voided until it is void */
  abstract voidLabel(labelId: string, idempotencyKey: string): Promise<void>;
}
