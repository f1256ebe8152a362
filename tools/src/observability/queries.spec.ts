import { metricCatalogue } from '@shop/telemetry';
import type { MetricDefinition } from '@shop/telemetry';
import { namedIn } from '@shop/telemetry/testing';
import type { Selector } from '@shop/telemetry/testing';
import { dashboards } from './dashboards/dashboard-files.js';
import { alerts, recordings } from './rule-files.js';

interface Place {
  readonly where: string;
  readonly expr: string;
}

const inRules: readonly Place[] = [
  ...alerts().map(({ alert, expr }) => ({ where: `alert ${alert}`, expr })),
  ...recordings().map(({ record, expr }) => ({ where: `record ${record}`, expr })),
];
const inDashboards: readonly Place[] = dashboards.flatMap(({ uid, rows, variables }) => [
  ...rows
    .flatMap(({ panels }) => panels)
    .flatMap(({ title, queries }) => queries.map(({ expr }) => ({ where: `${uid}: ${title}`, expr }))),
  ...Object.entries(variables).map(([name, expr]) => ({ where: `${uid}: variable ${name}`, expr: listed(expr) })),
]);
const places = [...inRules, ...inDashboards];

const declared = new Map([...metricCatalogue().values()].flat().map((metric) => [metric.name, metric]));
const recorded = new Map(recordings().map((recording) => [recording.record, recording]));

/** Prometheus makes them itself; a job has a name and an address. */
const ofPrometheus = new Set(['up', 'ALERTS']);
const ofNode = /^(?:nodejs|process)_/;
const everywhere = ['service', 'instance', 'job'];
const alwaysThere = new Map([
  ['ALERTS', ['alertname', 'alertstate', 'severity', 'slo']],
  ['nodejs_gc_duration_seconds_sum', ['kind']],
]);

/** `label_values(METRIC, LABEL)` is Grafana's. */
function listed(expression: string): string {
  return expression.replace(/^label_values\((\w+), (\w+)\)$/, 'count by ($2) ($1)');
}

function metricOf({ metric }: Selector): MetricDefinition | undefined {
  return declared.get(metric) ?? declared.get(metric.replace(/_(?:bucket|sum|count)$/, ''));
}

const isKnown = (selector: Selector) =>
  metricOf(selector) !== undefined ||
  recorded.has(selector.metric) ||
  ofPrometheus.has(selector.metric) ||
  ofNode.test(selector.metric);

/** Of a recorded one: what it was grouped by, and what the rule adds. */
function labelsOf(selector: Selector): readonly string[] {
  const recording = recorded.get(selector.metric);
  const own = recording
    ? [...namedIn(recording.expr).grouping, ...Object.keys(recording.labels ?? {})]
    : [...Object.keys(metricOf(selector)?.labels ?? {}), ...(alwaysThere.get(selector.metric) ?? [])];
  return [...everywhere, ...own, ...(selector.metric.endsWith('_bucket') ? ['le'] : [])];
}

/** What of `=` and `=~` no series can ever have: a slip of the pen that matches nothing and fails nowhere. */
function impossibleValues(selector: Selector): readonly string[] {
  return selector.matchers.flatMap(({ label, operator, value }) => {
    if (value.includes('$')) return [];
    const possible = possibleValues(selector, label);
    if (!possible) return [];
    const wanted = operator.endsWith('~') ? value.split('|') : [value];
    return wanted.filter((one) => !possible.includes(one)).map((one) => `${selector.metric}{${label}="${one}"}`);
  });
}

function possibleValues(selector: Selector, label: string): readonly string[] | undefined {
  const metric = metricOf(selector);
  if (label === 'service') return metric?.from;
  if (label === 'le' && metric?.kind === 'histogram')
    return metric.buckets.flatMap((bound) => [String(bound), `${bound}.0`]);
  const values = metric?.labels[label];
  return Array.isArray(values) ? (values as readonly string[]) : undefined;
}

const faults = (find: (place: Place) => readonly string[]) =>
  places.flatMap((place) => find(place).map((fault) => `${place.where}: ${fault}`));

describe('the queries of rules and dashboards', () => {
  it('name only metrics that the services declare', () => {
    const unknown = ({ expr }: Place) => namedIn(expr).selectors.filter((selector) => !isKnown(selector));
    expect(faults((place) => unknown(place).map(({ metric }) => metric))).toEqual([]);
  });

  it('take of a histogram its series, and of nothing else', () => {
    const wrong = ({ metric }: Selector) => {
      const isSeries = /_(?:bucket|sum|count)$/.test(metric) && !declared.has(metric);
      return (
        metricOf({ metric, matchers: [] }) && (metricOf({ metric, matchers: [] })?.kind === 'histogram') !== isSeries
      );
    };
    expect(
      faults(({ expr }) =>
        namedIn(expr)
          .selectors.filter(wrong)
          .map(({ metric }) => metric),
      ),
    ).toEqual([]);
  });

  it('name only labels that the metrics have', () => {
    const unknown = ({ expr }: Place) => {
      const { selectors, grouping } = namedIn(expr);
      const inMatchers = selectors.flatMap((selector) =>
        selector.matchers.map(({ label }) => label).filter((label) => !labelsOf(selector).includes(label)),
      );
      const known = selectors.flatMap(labelsOf);
      return [...inMatchers, ...grouping.filter((label) => !known.includes(label))];
    };
    expect(faults(unknown)).toEqual([]);
  });

  it('ask for no value that a label cannot have', () => {
    expect(faults(({ expr }) => namedIn(expr).selectors.flatMap(impossibleValues))).toEqual([]);
  });

  it('leave out no metric that the services declare', () => {
    const used = new Set(places.flatMap(({ expr }) => namedIn(expr).selectors.map((one) => metricOf(one)?.name)));
    expect([...declared.keys()].filter((name) => !used.has(name))).toEqual([]);
  });

  it('leave out no recorded series', () => {
    const used = new Set(places.flatMap(({ expr }) => namedIn(expr).selectors.map(({ metric }) => metric)));
    expect([...recorded.keys()].filter((name) => !used.has(name))).toEqual([]);
  });
});
