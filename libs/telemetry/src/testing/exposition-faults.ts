import { metricsOf } from '../metrics/catalogue/index.js';
import type { MetricDefinition } from '../metrics/definition.js';
import type { ExposedMetric, ExposedSample, Exposition } from './exposition.js';

/** prom-client's own: their names are not ours to choose. */
const OF_NODE = /^(?:nodejs|process)_/;
const BY_THE_FORMAT = new Set(['service', 'le']);
/** What tells one order, person or request from another: a label of such values is a new series for each. */
const UNBOUNDED = [/[0-9a-f]{8}-[0-9a-f]{4}-/i, /@/, /\d{5,}/, /https?:/, /\?/, /.{81,}/];

/** What is wrong with the exposition of a service, by the conventions of docs/metrics.md; empty when all is well. */
export function expositionFaults(service: string, { metrics }: Exposition): readonly string[] {
  const declared = new Map(metricsOf(service).map((definition) => [definition.name, definition]));
  const missing = [...declared.keys()].filter((name) => !metrics.has(name)).map((name) => `${name} is not exported`);
  const faults = [...metrics.values()].flatMap((metric) => {
    const definition = declared.get(metric.name);
    if (definition) return [...faultsOfMetric(metric), ...faultsOfDeclared(metric, definition)];
    return OF_NODE.test(metric.name)
      ? faultsOfSamples(metric)
      : [`${metric.name} is not in the catalogue of ${service}`];
  });
  const wrong = [...metrics.values()]
    .flatMap(({ samples }) => samples)
    .filter(({ labels }) => labels['service'] !== service)
    .map(({ name }) => `${name} is not labelled with its service`);
  return [...missing, ...faults, ...wrong];
}

function faultsOfMetric(metric: ExposedMetric): readonly string[] {
  const { name, help, type } = metric;
  const faults: string[] = [];
  if (!/^[a-z][a-z0-9]*(?:_[a-z0-9]+)*$/.test(name)) faults.push(`${name} is not snake_case`);
  if (!/^[A-Z0-9].{8,}\.$/.test(help)) faults.push(`${name} has no help in a sentence`);
  if ((type === 'counter') !== name.endsWith('_total'))
    faults.push(`${name} is a ${type}: _total is for counters, and all of them`);
  if (/_(?:ms|millis|milliseconds|minutes|hours|kb|mb|percent)(?:_|$)/.test(name))
    faults.push(`${name} is not in a base unit`);
  if (/(?:^|_)(?:duration|age|delay|time)(?:_|$)/.test(name) && !name.includes('seconds'))
    faults.push(`${name} is a time without its unit`);
  return [...faults, ...faultsOfSamples(metric)];
}

function faultsOfDeclared({ name, type, samples }: ExposedMetric, definition: MetricDefinition): readonly string[] {
  const faults = type === definition.kind ? [] : [`${name} is a ${type}, not a ${definition.kind}`];
  return [...faults, ...samples.flatMap((sample) => faultsOfLabels(sample, definition))];
}

function faultsOfLabels({ name, labels }: ExposedSample, definition: MetricDefinition): readonly string[] {
  const declared = Object.keys(definition.labels);
  const given = Object.keys(labels).filter((label) => !BY_THE_FORMAT.has(label));
  const faults = [...declared].sort().join() === given.sort().join() ? [] : [`${name} has the labels ${given.join()}`];
  for (const [label, allowed] of Object.entries(definition.labels)) {
    const value = labels[label] ?? '';
    if (Array.isArray(allowed) && !allowed.includes(value)) faults.push(`${name} has ${label}="${value}"`);
  }
  return faults;
}

function faultsOfSamples({ samples }: ExposedMetric): readonly string[] {
  return samples.flatMap(({ name, labels }) =>
    Object.entries(labels)
      .filter(([label, value]) => label !== 'le' && UNBOUNDED.some((pattern) => pattern.test(value)))
      .map(([label, value]) => `${name} has ${label}="${value}", of which there may be any number`),
  );
}
