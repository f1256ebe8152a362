import type { ConsumerMetrics } from './consumer-metrics.js';
import type { EventHandler } from './event-handler.js';

/** What a consumer has done since it was made. */
export interface ConsumerCounts {
  /** Reactions that succeeded. */
  handled: number;
  /** Records of known types that nothing here reacts to. */
  notOurs: number;
  /** Records of types that no catalogue entry declares. */
  unknown: number;
  /** Failed attempts that were tried again. */
  retried: number;
  deadLettered: number;
}

/** Counts what a consumer does, for itself and for the metrics. */
export class ConsumerTally {
  readonly counts: ConsumerCounts = { handled: 0, notOurs: 0, unknown: 0, retried: 0, deadLettered: 0 };

  constructor(private readonly metrics?: ConsumerMetrics) {}

  handled(handler: EventHandler, event: string, milliseconds: number): void {
    this.counts.handled++;
    this.metrics?.attempted(handler, event, 'handled', milliseconds);
  }

  failed(handler: EventHandler, event: string, milliseconds: number): void {
    this.metrics?.attempted(handler, event, 'failed', milliseconds);
  }

  retried(handler: string): void {
    this.counts.retried++;
    this.metrics?.retried(handler);
  }

  notOurs(): void {
    this.counts.notOurs++;
    this.metrics?.passedOver('not_ours');
  }

  unknown(): void {
    this.counts.unknown++;
    this.metrics?.passedOver('unknown');
  }

  deadLettered(handler: string): void {
    this.counts.deadLettered++;
    this.metrics?.deadLettered(handler);
  }
}
