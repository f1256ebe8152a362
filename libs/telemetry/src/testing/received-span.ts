import { ProtobufFields } from './protobuf-fields.js';

export type AttributeValue = string | number | boolean | readonly AttributeValue[];

export type ReceivedKind = 'internal' | 'server' | 'client' | 'producer' | 'consumer';

export interface SpanRef {
  readonly traceId: string;
  readonly spanId: string;
}

/** A span as a receiver sees it. */
export interface ReceivedSpan extends SpanRef {
  readonly service: string;
  readonly parentSpanId: string | undefined;
  readonly name: string;
  readonly kind: ReceivedKind;
  /** Nanoseconds since the epoch. */
  readonly start: bigint;
  readonly end: bigint;
  readonly attributes: Readonly<Record<string, AttributeValue>>;
  readonly events: readonly { readonly name: string; readonly attributes: Readonly<Record<string, AttributeValue>> }[];
  readonly links: readonly SpanRef[];
  readonly isError: boolean;
}

const KINDS: readonly ReceivedKind[] = ['internal', 'internal', 'server', 'client', 'producer', 'consumer'];
const STATUS_ERROR = 2n;

/** Reads an `ExportTraceServiceRequest` of opentelemetry-proto, version 1; the numbers are its fields. */
export function readTraceRequest(body: Buffer): readonly ReceivedSpan[] {
  return new ProtobufFields(body).messages(1).flatMap((resourceSpans) => {
    const service = attributesOf(resourceSpans.message(1), 1)['service.name'];
    const spans = resourceSpans.messages(2).flatMap((scopeSpans) => scopeSpans.messages(2));
    return spans.map((span) => readSpan(span, String(service)));
  });
}

function readSpan(span: ProtobufFields, service: string): ReceivedSpan {
  return {
    service,
    ...refOf(span, 1, 2),
    parentSpanId: hex(span, 4) || undefined,
    name: span.text(5) ?? '',
    kind: KINDS[Number(span.whole(6) ?? 0n)] ?? 'internal',
    start: span.whole(7) ?? 0n,
    end: span.whole(8) ?? 0n,
    attributes: attributesOf(span, 9),
    events: span.messages(11).map((event) => ({ name: event.text(2) ?? '', attributes: attributesOf(event, 3) })),
    links: span.messages(13).map((link) => refOf(link, 1, 2)),
    isError: span.message(15)?.whole(3) === STATUS_ERROR,
  };
}

function refOf(message: ProtobufFields, traceId: number, spanId: number): SpanRef {
  return { traceId: hex(message, traceId), spanId: hex(message, spanId) };
}

function hex(message: ProtobufFields, field: number): string {
  return message.bytesOf(field)?.toString('hex') ?? '';
}

function attributesOf(message: ProtobufFields | undefined, field: number): Record<string, AttributeValue> {
  const pairs = message?.messages(field) ?? [];
  return Object.fromEntries(pairs.map((pair) => [pair.text(1) ?? '', valueOf(pair.message(2))]));
}

function valueOf(value: ProtobufFields | undefined): AttributeValue {
  const text = value?.text(1);
  if (text !== undefined) return text;
  const bool = value?.whole(2);
  if (bool !== undefined) return bool !== 0n;
  const whole = value?.whole(3);
  if (whole !== undefined) return Number(BigInt.asIntN(64, whole));
  const double = value?.whole(4);
  if (double !== undefined) return new Float64Array(new BigUint64Array([double]).buffer)[0] ?? 0;
  return value?.message(5)?.messages(1).map(valueOf) ?? '';
}
