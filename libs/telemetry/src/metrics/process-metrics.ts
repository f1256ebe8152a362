import { collectDefaultMetrics, Registry } from 'prom-client';
import type { Metric } from 'prom-client';

let metrics: readonly Metric[] | undefined;

/** Made once: each would have its own timers and observers, and they never end. */
export function processMetrics(): readonly Metric[] {
  if (!metrics) {
    const register = new Registry();
    collectDefaultMetrics({ register });
    metrics = register.getMetricsAsArray() as unknown as readonly Metric[];
  }
  return metrics;
}
