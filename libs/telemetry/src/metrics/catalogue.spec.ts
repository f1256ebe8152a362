import { metricCatalogue, metricsOf } from './catalogue/index.js';
import { everyProcess } from './catalogue/who.js';
import { Metrics } from './metrics.js';
import { Exposition } from '../testing/exposition.js';
import { expositionFaults } from '../testing/exposition-faults.js';

const all = [...metricCatalogue().values()].flat();

describe('the catalogue of metrics', () => {
  it('has each name once', () => {
    expect(all.length).toBeGreaterThan(30);
    expect(new Set(all.map(({ name }) => name)).size).toBe(all.length);
  });

  it('says of each metric who exports it', () => {
    for (const { name, from } of all) {
      expect([name, from.length > 0 && from.every((service) => everyProcess.includes(service))]).toEqual([name, true]);
    }
  });

  it('has ascending buckets', () => {
    for (const definition of all) {
      if (definition.kind !== 'histogram') continue;
      expect(definition.buckets).toEqual([...definition.buckets].sort((a, b) => a - b));
    }
  });

  it.each(everyProcess)('keeps to the conventions in what %s exports', async (service) => {
    const metrics = new Metrics(service);
    for (const definition of metricsOf(service)) {
      if (definition.kind === 'counter') metrics.counter(definition);
      else if (definition.kind === 'histogram') metrics.histogram(definition);
      else metrics.state([definition], () => []);
    }
    expect(expositionFaults(service, Exposition.parse(await metrics.expose()))).toEqual([]);
  });
});
