import { ROOT_CONTEXT, trace } from '@opentelemetry/api';
import type { Attributes, SpanKind, Tracer } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { defaultResource, resourceFromAttributes } from '@opentelemetry/resources';
import {
  BasicTracerProvider,
  BatchSpanProcessor,
  ParentBasedSampler,
  TraceIdRatioBasedSampler,
} from '@opentelemetry/sdk-trace-base';
import {
  ATTR_SERVICE_INSTANCE_ID,
  ATTR_SERVICE_NAME,
  ATTR_SERVICE_NAMESPACE,
} from '@opentelemetry/semantic-conventions';
import { newId } from '@shop/kernel';
import { OpenSpan } from './open-span.js';
import { spanContextOf } from './span-context.js';
import { watchedExporter } from './watched-exporter.js';
import type { ExportLog } from './watched-exporter.js';

export interface TracingSettings {
  /** `service.name` of all its spans. */
  readonly service: string;
  /** Of the receiver, without the path: spans are posted to `/v1/traces` below it, as protobuf. */
  readonly endpoint: string;
  /** `name=value,name=value`, values percent-encoded; for the receiver's access control. */
  readonly headers?: string;
  /** The part of new traces that is recorded, 0 to 1. Whoever continues a trace does as those before did. */
  readonly ratio: number;
  /** Milliseconds after which spans that the receiver has not taken are given up; default 5,000. */
  readonly sendWithinMs?: number;
}

export interface SpanSettings {
  readonly kind: SpanKind;
  /** Low cardinality is for names; values here may be ids. Never what is personal or secret. */
  readonly attributes?: Attributes;
  /** Traceparents; what is none is left out. */
  readonly links?: readonly (string | undefined)[];
}

/** A group's transaction and a relay's send link to each of their members: these are their largest batches. */
const MOST_LINKS = 1_000;
/** Of ended spans that wait to be sent; what comes on top is lost, so that a receiver that hangs costs no more memory than this. */
const MOST_WAITING = 8_192;
const SEND_AFTER_MS = 1_000;

/** The spans of one service, on their way to its receiver. Several may share a process: nothing here is global. */
export class Tracing {
  private constructor(
    private readonly provider: BasicTracerProvider,
    private readonly tracer: Tracer,
  ) {}

  /** Makes no connection before there are spans. */
  static start({ service, endpoint, headers, ratio, sendWithinMs = 5_000 }: TracingSettings, log: ExportLog): Tracing {
    const exporter = new OTLPTraceExporter({
      url: `${endpoint.replace(/\/$/, '')}/v1/traces`,
      headers: headersOf(headers),
      timeoutMillis: sendWithinMs,
    });
    const provider = new BasicTracerProvider({
      resource: defaultResource().merge(
        resourceFromAttributes({
          [ATTR_SERVICE_NAME]: service,
          [ATTR_SERVICE_NAMESPACE]: 'shop',
          [ATTR_SERVICE_INSTANCE_ID]: newId(),
        }),
      ),
      sampler: new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(ratio) }),
      spanLimits: { linkCountLimit: MOST_LINKS },
      spanProcessors: [
        new BatchSpanProcessor(watchedExporter(exporter, log), {
          maxQueueSize: MOST_WAITING,
          scheduledDelayMillis: SEND_AFTER_MS,
        }),
      ],
    });
    return new Tracing(provider, provider.getTracer('@shop/telemetry'));
  }

  /** Without a parent it begins a trace, which the ratio may decide to leave unrecorded. */
  open(name: string, { kind, attributes = {}, links = [] }: SpanSettings, parent: string | undefined): OpenSpan {
    const parentContext = spanContextOf(parent);
    const context = parentContext ? trace.setSpanContext(ROOT_CONTEXT, parentContext) : ROOT_CONTEXT;
    const linked = links.flatMap((traceparent) => {
      const found = spanContextOf(traceparent);
      return found ? [{ context: found }] : [];
    });
    return new OpenSpan(this.tracer.startSpan(name, { kind, attributes, links: linked }, context));
  }

  /** Sends what waits, for so many milliseconds at most. A receiver that is down holds up no stop. */
  async stop(withinMs = 3_000): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => (timer = setTimeout(resolve, withinMs)));
    await Promise.race([this.provider.shutdown().catch(() => undefined), late]);
    clearTimeout(timer);
  }
}

function headersOf(text = ''): Record<string, string> {
  const pairs = text.split(',').flatMap((pair) => {
    const [name = '', ...value] = pair.split('=');
    return name.trim() === '' ? [] : [[name.trim(), decodeURIComponent(value.join('=').trim())] as const];
  });
  return Object.fromEntries(pairs);
}
