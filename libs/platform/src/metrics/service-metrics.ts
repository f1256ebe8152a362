import { Logger } from '@nestjs/common';
import { appInfo, Metrics, sample } from '@shop/telemetry';
import { VERSION } from '../version.js';

/** The metrics of a service, with what every one exports; its parts add theirs. */
export function serviceMetrics(service: string): Metrics {
  const logger = new Logger('metrics');
  const metrics = new Metrics(service, (gauges, err) => logger.warn({ err, gauges }, 'metrics that cannot be read'));
  metrics.includeProcess();
  metrics.state([appInfo], () => [sample(appInfo, 1, { version: VERSION, node: process.version })]);
  return metrics;
}
