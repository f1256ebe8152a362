import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { CounterDefinition, GaugeDefinition, HistogramDefinition, Labels } from './definition.js';
import { Family } from './family.js';
import { processMetrics } from './process-metrics.js';
import { ReadGauge } from './read-gauge.js';
import { Reading } from './reading.js';
import type { Ask, ReadingSettings } from './reading.js';
import type { Sample } from './sample.js';

export interface CounterChild {
  inc(by?: number): void;
}

export interface GaugeChild {
  set(value: number): void;
  inc(by?: number): void;
  dec(by?: number): void;
}

export interface HistogramChild {
  observe(value: number): void;
}

/**
 * The metrics of one service; also its token in DI. One per service and not per process, for several services may share one. Libraries
 * take it as an argument and record nothing without it. Recording never throws and never waits.
 */
export class Metrics {
  private readonly registry = new Registry();
  private readonly families = new Map<string, unknown>();
  private readonly readGauges = new Map<string, ReadGauge>();

  /** @param onFailure hears once of figures that cannot be read, until they can be read again */
  constructor(
    readonly service: string,
    private readonly onFailure: (gauges: readonly string[], error: unknown) => void = () => undefined,
  ) {
    this.registry.setDefaultLabels({ service });
  }

  /** Its series begin at 0 when they are asked for, not at 1 with what happens first: an increase from nothing is none to Prometheus. */
  counter<L extends Labels>(definition: CounterDefinition<L>): Family<L, CounterChild> {
    return this.family(definition.name, () => {
      const made = new Counter(this.options(definition));
      return new Family<L, CounterChild>(Object.keys(definition.labels), (labels) => {
        made.inc(labels, 0);
        return made.labels(labels);
      });
    });
  }

  /** For what is counted up and down; what can be read at any time is for `state`. */
  gauge<L extends Labels>(definition: GaugeDefinition<L>): Family<L, GaugeChild> {
    return this.family(definition.name, () => {
      const made = new Gauge(this.options(definition));
      return new Family<L, GaugeChild>(Object.keys(definition.labels), (labels) => {
        made.inc(labels, 0);
        return made.labels(labels);
      });
    });
  }

  /** Its series, too, begin at 0 when they are asked for. */
  histogram<L extends Labels>(definition: HistogramDefinition<L>): Family<L, HistogramChild> {
    return this.family(definition.name, () => {
      const made = new Histogram({ ...this.options(definition), buckets: [...definition.buckets] });
      return new Family<L, HistogramChild>(Object.keys(definition.labels), (labels) => {
        made.zero(labels);
        return made.labels(labels);
      });
    });
  }

  /** Gauges that are what the process knows at the moment of the scrape. Several callers may give samples of one gauge. */
  state<L extends Labels>(gauges: readonly GaugeDefinition<L>[], samples: () => readonly Sample[]): void {
    this.read(gauges, async () => samples(), { maxAgeMs: 0 });
  }

  /**
   * Gauges that somebody else is asked for at the scrape, all of them by one question. What fails or is late is left out of the scrape;
   * see `Reading`.
   */
  read<L extends Labels>(gauges: readonly GaugeDefinition<L>[], ask: Ask, settings: ReadingSettings = {}): void {
    const names = gauges.map(({ name }) => name);
    const reading = new Reading(ask, (error) => this.onFailure(names, error), settings);
    for (const definition of gauges) this.readGauge(definition).add(reading);
  }

  /** What Node says of the process, which its services have in common: memory, processor, event loop, garbage collection. */
  includeProcess(): void {
    for (const metric of processMetrics()) this.registry.registerMetric(metric);
  }

  /** Everything in Prometheus' text format. */
  expose(): Promise<string> {
    return this.registry.metrics();
  }

  get contentType(): string {
    return this.registry.contentType;
  }

  private readGauge<L extends Labels>(definition: GaugeDefinition<L>): ReadGauge {
    const known = this.readGauges.get(definition.name);
    if (known) return known;
    const made = new ReadGauge(this.options(definition));
    this.readGauges.set(definition.name, made);
    return made;
  }

  private family<F>(name: string, make: () => F): F {
    const known = this.families.get(name) as F | undefined;
    if (known) return known;
    const made = make();
    this.families.set(name, made);
    return made;
  }

  private options<L extends Labels>({ name, help, labels }: { name: string; help: string; labels: L }) {
    return { name, help, labelNames: Object.keys(labels), registers: [this.registry] };
  }
}
