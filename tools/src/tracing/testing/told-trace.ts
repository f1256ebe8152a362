import type { ReceivedSpan } from '@shop/telemetry/testing';

/** What a span is about, in words that are the same in every run: no ids, no times. */
export function tell(span: ReceivedSpan, spans: ReadonlyMap<string, ReceivedSpan>): string {
  const { service, attributes, kind, name, parentSpanId = '' } = span;
  const parent = spans.get(parentSpanId);
  const text = (attribute: string) => String(attributes[attribute]);
  switch (kind) {
    case 'server':
      return `${service} serves ${name} ${text('http.response.status_code')}`;
    case 'producer':
      return `${service} creates ${shortType(text('cloudevents.event_type'))}`;
    case 'consumer':
      return `${service} processes ${shortType(text('cloudevents.event_type'))} #${text('shop.attempt')}`;
    case 'client':
      return 'service.peer.name' in attributes
        ? `${service} asks ${text('service.peer.name')} ${text('http.response.status_code')}`
        : `${service} ${name}`;
    case 'internal':
      if (name.startsWith('intent ')) return `${service} tries ${text('shop.intent')} #${text('shop.attempt')}`;
      return `${name} of ${parent ? tell(parent, spans) : 'nothing'}`;
  }
}

const shortType = (type: string) => type.replace(/^shop\.(.*)\.v\d+$/, '$1');

/** Spans of batches stand in the trace of one of their members, and are found by links: they are looked at apart from the tree. */
export const isBatch = ({ name }: ReceivedSpan) => /^(?:send(?: shop\.| |$)(?!mail)|TRANSACTION )/.test(name);

export const byId = (spans: readonly ReceivedSpan[]) => new Map(spans.map((span) => [span.spanId, span]));

/** A span and what it may stand beneath: several where only the order in which messages come in decides. */
export interface ExpectedSpan {
  readonly span: string;
  readonly beneath: readonly string[];
}

/** The trace as lines `span < parent`, sorted; where several parents are allowed and it is one of them, all of them are named. */
export function toldTrace(trace: readonly ReceivedSpan[], expected: readonly ExpectedSpan[]): readonly string[] {
  const spans = byId(trace);
  const lines = trace
    .filter((span) => !isBatch(span))
    .map((span) => {
      const told = tell(span, spans);
      const parent = spans.get(span.parentSpanId ?? '');
      const beneath = parent ? tell(parent, spans) : 'nothing';
      const found = expected.find((each) => each.span === told && each.beneath.includes(beneath));
      return line(found ?? { span: told, beneath: [beneath] });
    });
  return lines.sort();
}

export function toldExpectation(expected: readonly ExpectedSpan[]): readonly string[] {
  return expected.map(line).sort();
}

const line = ({ span, beneath }: ExpectedSpan) => `${span} < ${beneath.join(' or ')}`;
