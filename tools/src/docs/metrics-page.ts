import { services } from '@shop/kernel';
import { metricCatalogue } from '@shop/telemetry';
import type { MetricDefinition, MetricSubject } from '@shop/telemetry';
import { code, generatedNotice, table } from './markdown.js';

const titles: Readonly<Record<MetricSubject, string>> = {
  http: 'Requests',
  outbound: 'Calls to other sides: circuits and bulkheads',
  consumer: 'Consumers and dead letters',
  outbox: 'The outbox',
  intents: 'Calls to the outside world that are due',
  database: 'Transactions and connections',
  saga: 'Orders as sagas',
  business: 'Orders as business',
  agent: 'The order-analysis agent',
  process: 'The process',
};

/** docs/metrics.md: every metric, from the catalogue. */
export function metricsPage(): string {
  const sections = [...metricCatalogue()].map(([subject, metrics]) => section(titles[subject], metrics));
  return `${[introduction, ...sections, ofNode].join('\n\n')}\n`;
}

const introduction = `${generatedNotice}

# Metrics

Every process serves them at ${code('GET /metrics')} in Prometheus' text format, on its port, or on ${code('METRICS_PORT')} alone when that is set. Declared in
${code('libs/telemetry/src/metrics/catalogue')}, one value each; why so: [ADR 0019](adr/0019-metrics.md).

Every series has the label ${code('service')}. Times are in seconds. What a label may say is a closed set, or bounded by what the code declares:
never an id, an address or a path. Counters of a closed set, of handlers and of targets begin at 0 with the process. Figures of which every
replica says the same come from the database or the broker: take ${code('max by (…)')} of them, not ${code('sum')}. One that cannot be read
is missing from the scrape.`;

function section(title: string, metrics: readonly MetricDefinition[]): string {
  const rows = metrics.map((metric) => [
    code(metric.name),
    typeOf(metric),
    labelsOf(metric),
    metric.help,
    exportersOf(metric),
  ]);
  return `## ${title}\n\n${table(['metric', 'type', 'labels', 'means', 'from'], rows)}`;
}

function typeOf(metric: MetricDefinition): string {
  return metric.kind === 'histogram' ? `histogram: ${metric.buckets.join(' ')}` : metric.kind;
}

/** Those that are six or more are all of a kind. */
function exportersOf({ from }: MetricDefinition): string {
  if (from.length > services.length) return 'every process';
  return from.length === services.length ? 'the six services' : from.join(', ');
}

function labelsOf({ labels }: MetricDefinition): string {
  const lines = Object.entries(labels).map(([name, allowed]) => {
    const values = typeof allowed === 'string' ? allowed : allowed.map(code).join(', ');
    return `${code(name)}: ${values}`;
  });
  return lines.join('; ') || '–';
}

const ofNode = `## Node's own

${code('nodejs_*')} and ${code('process_*')} are [prom-client's](https://github.com/siimon/prom-client): event loop lag
(${code('nodejs_eventloop_lag_p99_seconds')}), garbage collection (${code('nodejs_gc_duration_seconds')}), memory
(${code('process_resident_memory_bytes')}, ${code('nodejs_heap_size_used_bytes')}), processor (${code('process_cpu_seconds_total')}), file
descriptors. Services that share a process all show those of the process.`;
