import type { MetricDefinition } from '../definition.js';
import * as agent from './agent.js';
import * as business from './business.js';
import * as consumer from './consumer.js';
import * as database from './database.js';
import * as http from './http.js';
import * as intents from './intents.js';
import * as outbound from './outbound.js';
import * as outbox from './outbox.js';
import * as processInfo from './process.js';
import * as saga from './saga.js';

const modules = { http, outbound, consumer, outbox, intents, database, saga, business, agent, process: processInfo };

/** A part of the shop that metrics are about, in the order in which the documentation shows them. */
export type MetricSubject = keyof typeof modules;

/** Every metric that the shop defines itself, by what it is about. Node's own (`nodejs_*`, `process_*`) come on top. */
export function metricCatalogue(): ReadonlyMap<MetricSubject, readonly MetricDefinition[]> {
  const subjects = Object.entries(modules) as [MetricSubject, Readonly<Record<string, unknown>>][];
  return new Map(
    subjects.map(([subject, definitions]) => [
      subject,
      // The order of a module's exports is no promise of its own: by name, it is one.
      (Object.values(definitions) as MetricDefinition[]).sort((a, b) => (a.name < b.name ? -1 : 1)),
    ]),
  );
}

/** What a process of that name exports of them. */
export function metricsOf(service: string): readonly MetricDefinition[] {
  return [...metricCatalogue().values()].flat().filter(({ from }) => from.includes(service));
}
