import { Logger } from '@nestjs/common';
import { Tracing } from '@shop/telemetry';
import type { ProcessConfig } from '../config/common-config.js';

export type TracingConfig = Pick<
  ProcessConfig,
  'OTEL_EXPORTER_OTLP_ENDPOINT' | 'OTEL_EXPORTER_OTLP_HEADERS' | 'OTEL_TRACES_SAMPLER_ARG'
>;

/** Nothing without an endpoint: then the service makes no spans at all. */
export function startTracing(service: string, config: Partial<TracingConfig>): Tracing | undefined {
  const { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, OTEL_EXPORTER_OTLP_HEADERS: headers } = config;
  if (endpoint === undefined) return undefined;
  const logger = new Logger('tracing');
  const ratio = config.OTEL_TRACES_SAMPLER_ARG ?? 1;
  return Tracing.start(
    { service, endpoint, ratio, ...(headers && { headers: headers.reveal() }) },
    {
      failing: (err) => logger.warn({ err, endpoint }, 'spans cannot be sent; they are lost until they can'),
      recovered: () => logger.log({ endpoint }, 'spans are sent again'),
    },
  );
}
