import { Gauge } from 'prom-client';
import type { GaugeConfiguration } from 'prom-client';
import type { Reading } from './reading.js';

/** A gauge that is filled anew by each scrape, and has no series where nothing is known. */
export class ReadGauge {
  private readonly readings: Reading[] = [];

  constructor(options: GaugeConfiguration<string>) {
    const { readings } = this;
    // prom-client calls it as a method of the gauge that it makes.
    async function collect(this: Gauge): Promise<void> {
      const read = await Promise.all(readings.map((reading) => reading.samples()));
      this.reset();
      // Resetting one without labels would set it to 0.
      if (options.labelNames?.length === 0) this.remove();
      for (const { of, value, labels } of read.flat()) if (of.name === options.name) this.set(labels, value);
    }
    new Gauge({ ...options, collect });
  }

  add(reading: Reading): void {
    this.readings.push(reading);
  }
}
