import type { DeliveryOutcome, Sender } from './sender.js';

/** Plays a channel that takes everything, at once: for benchmarks and for trying things out. */
export class InProcessSender implements Sender {
  async send(): Promise<DeliveryOutcome> {
    return 'sent';
  }

  async close(): Promise<void> {
    // Nothing is open.
  }
}
