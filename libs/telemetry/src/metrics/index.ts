export * from './catalogue/agent.js';
export * from './catalogue/business.js';
export * from './catalogue/consumer.js';
export * from './catalogue/database.js';
export * from './catalogue/http.js';
export * from './catalogue/index.js';
export * from './catalogue/intents.js';
export * from './catalogue/outbound.js';
export * from './catalogue/outbox.js';
export * from './catalogue/process.js';
export * from './catalogue/saga.js';
export type {
  CounterDefinition,
  GaugeDefinition,
  HistogramDefinition,
  Labels,
  LabelValues,
  MetricDefinition,
} from './definition.js';
export type { Family } from './family.js';
export { Metrics } from './metrics.js';
export type { CounterChild, GaugeChild, HistogramChild } from './metrics.js';
export { oneOf, sample } from './sample.js';
export type { Sample } from './sample.js';
