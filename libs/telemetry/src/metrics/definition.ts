/**
 * What a label may say: a closed set of values, or in words what bounds the set. Nothing that grows with the use of the shop (ids, paths,
 * addresses): every value is a series of its own, kept for weeks.
 */
export type Labels = Readonly<Record<string, string | readonly string[]>>;

/** The labels that are given with a figure; `service` is added to all. */
export type LabelValues<L extends Labels> = {
  readonly [Name in keyof L]: L[Name] extends readonly (infer Value extends string)[] ? Value : string;
};

interface Described<L extends Labels> {
  /** snake_case, with its unit: `_seconds`; counters end in `_total`. */
  readonly name: string;
  readonly help: string;
  readonly labels: L;
  /** The services, and other processes, that export it. */
  readonly from: readonly string[];
}

export interface CounterDefinition<L extends Labels = Labels> extends Described<L> {
  readonly kind: 'counter';
}

export interface GaugeDefinition<L extends Labels = Labels> extends Described<L> {
  readonly kind: 'gauge';
}

export interface HistogramDefinition<L extends Labels = Labels> extends Described<L> {
  readonly kind: 'histogram';
  /** Upper bounds, ascending. */
  readonly buckets: readonly number[];
}

/** A metric as data: what is exported, what dashboards may rely on and what docs/metrics.md is printed from are one value. */
export type MetricDefinition<L extends Labels = Labels> =
  CounterDefinition<L> | GaugeDefinition<L> | HistogramDefinition<L>;

export function counter<const L extends Labels>(described: Described<L>): CounterDefinition<L> {
  return { kind: 'counter', ...described };
}

export function gauge<const L extends Labels>(described: Described<L>): GaugeDefinition<L> {
  return { kind: 'gauge', ...described };
}

export function histogram<const L extends Labels>(
  described: Described<L> & Pick<HistogramDefinition, 'buckets'>,
): HistogramDefinition<L> {
  return { kind: 'histogram', ...described };
}
