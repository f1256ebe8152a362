import {
  consumerLag,
  consumerState,
  deadLettersPut,
  handlerDuration,
  inboxDuplicates,
  messagingRetries,
  oneOf,
  recordsIgnored,
  sample,
} from '@shop/telemetry';
import type { CounterChild, Family, HistogramChild, Metrics } from '@shop/telemetry';
import type { PartitionLag, SubscriptionState } from '../broker/broker.js';
import { READ_EVENT } from '../dead-letters/letter-headers.js';
import type { EventHandler } from './event-handler.js';

interface Durations {
  readonly handled: HistogramChild;
  readonly failed: HistogramChild;
}

/** How far the group has come is asked of the broker no more often than that, and may take so long. */
const LAG_READING = { maxAgeMs: 10_000, limitMs: 2_000 };
/** For a record that was redriven to a handler that is gone: its name came in a header, and may be anything. */
const OTHER = 'other';

/** What a consumer tells the metrics of its service. */
export class ConsumerMetrics {
  private readonly durations: Family<typeof handlerDuration.labels, HistogramChild>;
  private readonly retries: Family<typeof messagingRetries.labels, CounterChild>;
  private readonly letters: Family<typeof deadLettersPut.labels, CounterChild>;
  private readonly ignored: Readonly<Record<'not_ours' | 'unknown', CounterChild>>;
  private readonly byHandler = new Map<EventHandler, Durations>();
  private readonly known = new Set<string>([READ_EVENT]);

  constructor(private readonly metrics: Metrics) {
    this.durations = metrics.histogram(handlerDuration);
    this.retries = metrics.counter(messagingRetries);
    this.letters = metrics.counter(deadLettersPut);
    const ignored = metrics.counter(recordsIgnored);
    this.ignored = { not_ours: ignored.of({ reason: 'not_ours' }), unknown: ignored.of({ reason: 'unknown' }) };
    metrics.counter(inboxDuplicates);
  }

  /** @param state undefined where nothing is consumed: that is no consumer which does not run */
  watch(state: () => SubscriptionState | undefined, lag: () => Promise<readonly PartitionLag[]>): void {
    this.metrics.state([consumerState], () => {
      const now = state();
      return now ? oneOf(consumerState, 'state', now) : [];
    });
    const ask = async () =>
      (await lag()).map(({ topic, partition, records }) =>
        sample(consumerLag, records, { topic, partition: String(partition) }),
      );
    this.metrics.read([consumerLag], ask, LAG_READING);
  }

  /** So that each handler is seen before anything happens to it. */
  expect(handlers: Iterable<EventHandler>): void {
    for (const { name: handler } of handlers) {
      this.known.add(handler);
      this.retries.of({ handler });
      this.letters.of({ handler });
      this.metrics.counter(inboxDuplicates).of({ handler });
    }
  }

  /** @param event the type that the handler is for: one handler, one type */
  attempted(handler: EventHandler, event: string, outcome: keyof Durations, milliseconds: number): void {
    this.durationsOf(handler, event)[outcome].observe(milliseconds / 1000);
  }

  passedOver(reason: 'not_ours' | 'unknown'): void {
    this.ignored[reason].inc();
  }

  retried(handler: string): void {
    this.retries.of({ handler }).inc();
  }

  deadLettered(handler: string): void {
    this.letters.of({ handler: this.known.has(handler) ? handler : OTHER }).inc();
  }

  private durationsOf(handler: EventHandler, event: string): Durations {
    const known = this.byHandler.get(handler);
    if (known) return known;
    const of = (outcome: keyof Durations) => this.durations.of({ handler: handler.name, event, outcome });
    const made = { handled: of('handled'), failed: of('failed') };
    this.byHandler.set(handler, made);
    return made;
  }
}
