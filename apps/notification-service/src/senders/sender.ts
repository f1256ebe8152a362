import type { Message } from '../domain/templates.js';

export interface Delivery {
  readonly userId: string;
  readonly email: string;
  readonly message: Message;
}

/** `refused`: the other side will never take it, so trying again is no use. */
export type DeliveryOutcome = 'sent' | 'refused';

/** One channel. The same key is the same message: sent again, it arrives once. */
export interface Sender {
  /** @throws AppError `unavailable` without a definite answer */
  send(delivery: Delivery, idempotencyKey: string): Promise<DeliveryOutcome>;
  close(): Promise<void>;
}
