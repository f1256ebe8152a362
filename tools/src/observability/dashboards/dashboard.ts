/** Grafana's name of what a figure is measured in. */
export type Unit = 'short' | 's' | 'bytes' | 'percentunit' | 'reqps' | 'ops' | 'bool' | 'currencyUSD' | 'none';

export interface Query {
  /** PromQL. `$__rate_interval`, `$__range` and the dashboard's variables may stand in it. */
  readonly expr: string;
  /** What the series is called: a text, or labels as `{{service}}`. */
  readonly legend: string;
}

/** Above (or, with `lowIsBad`, below) the first figure it is worth a look, above the second it is bad. */
export interface Limits {
  readonly warn: number;
  readonly bad: number;
  readonly lowIsBad?: boolean;
}

/**
 * `lines`: over time. `stacked`: over time, on top of each other. `figure`: one number, now. `bars`: one bar per series, now. `states`: which
 * of several series is 1, over time. `heat`: a histogram over time, its query giving buckets by `le`. `list`: the labels of each series.
 */
export type PanelKind = 'lines' | 'stacked' | 'figure' | 'bars' | 'states' | 'heat' | 'list';

export interface Panel {
  readonly kind: PanelKind;
  readonly title: string;
  /** What it shows and what to think of it: behind the (i) of the panel. */
  readonly about: string;
  readonly unit: Unit;
  readonly queries: readonly Query[];
  readonly limits?: Limits;
}

export interface Row {
  readonly title: string;
  /** Side by side, equally wide: six at most. */
  readonly panels: readonly Panel[];
}

export interface Dashboard {
  /** Also the name of its file, and where it is found: /d/UID. */
  readonly uid: string;
  readonly title: string;
  readonly about: string;
  /** Name → the query that lists its values. */
  readonly variables: Readonly<Record<string, string>>;
  readonly rows: readonly Row[];
}

export function query(legend: string, expr: string): Query {
  return { legend, expr };
}

/** p50, p95 and p99 of a histogram, by whatever else `by` says. @param buckets a `…_bucket` metric with its matchers */
export function percentiles(buckets: string, by: readonly string[] = []): readonly Query[] {
  const name = by.map((label) => `{{${label}}} `).join('');
  return [0.5, 0.95, 0.99].map((share) =>
    query(
      `${name}p${share * 100}`,
      `histogram_quantile(${share}, sum by (${['le', ...by].join(', ')}) (rate(${buckets}[$__rate_interval])))`,
    ),
  );
}
