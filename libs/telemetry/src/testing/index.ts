export { Exposition } from './exposition.js';
export type { ExposedMetric, ExposedSample } from './exposition.js';
export { expositionFaults } from './exposition-faults.js';
export { scrape } from './scrape.js';
export { namedIn } from './promql-selectors.js';
export type { Matcher, Named, Selector } from './promql-selectors.js';
export { OtlpReceiver } from './otlp-receiver.js';
export type { AttributeValue, ReceivedKind, ReceivedSpan, SpanRef } from './received-span.js';
