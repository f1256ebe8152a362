import { Exposition } from '../testing/exposition.js';
import { expositionFaults } from '../testing/exposition-faults.js';
import { counter, gauge, histogram } from './definition.js';
import { Metrics } from './metrics.js';
import { oneOf, sample } from './sample.js';

const from = ['order-service'];
const told = counter({ name: 'told_total', help: 'Things told.', labels: { to: ['one', 'all'] }, from });
const taken = histogram({ name: 'taken_seconds', help: 'Time taken.', labels: {}, buckets: [0.1, 1], from });
const waiting = gauge({ name: 'waiting', help: 'Those that wait.', labels: { where: 'a place' }, from });
const oldest = gauge({ name: 'oldest_age_seconds', help: 'Age of the oldest.', labels: {}, from });
const state = gauge({ name: 'state', help: 'Its state.', labels: { state: ['up', 'down'] }, from });

const exposed = async (metrics: Metrics) => Exposition.parse(await metrics.expose());

describe('the metrics of a service', () => {
  it('are labelled with it, also where two share a process', async () => {
    const [order, payment] = [new Metrics('order-service'), new Metrics('payment-service')];
    order.counter(told).of({ to: 'one' }).inc();
    payment.counter(told).of({ to: 'one' }).inc(2);
    expect((await exposed(order)).samples('told_total')).toEqual([
      { name: 'told_total', labels: { to: 'one', service: 'order-service' }, value: 1 },
    ]);
    expect((await exposed(payment)).value('told_total', { service: 'payment-service' })).toBe(2);
  });

  it('begin at 0 when a counter is bound, and go on where they were when it is bound again', async () => {
    const metrics = new Metrics('order-service');
    metrics.counter(told).of({ to: 'all' });
    expect((await exposed(metrics)).value('told_total', { to: 'all' })).toBe(0);
    metrics.counter(told).of({ to: 'all' }).inc();
    metrics.counter(told).of({ to: 'all' }).inc();
    expect((await exposed(metrics)).value('told_total', { to: 'all' })).toBe(2);
  });

  it('have histograms with their own buckets', async () => {
    const metrics = new Metrics('order-service');
    metrics.histogram(taken).of().observe(0.5);
    const { samples } = (await exposed(metrics)).metrics.get('taken_seconds') ?? { samples: [] };
    expect(samples.map(({ name, labels, value }) => [name, labels['le'], value])).toEqual([
      ['taken_seconds_bucket', '0.1', 0],
      ['taken_seconds_bucket', '1', 1],
      ['taken_seconds_bucket', '+Inf', 1],
      ['taken_seconds_sum', undefined, 0.5],
      ['taken_seconds_count', undefined, 1],
    ]);
  });

  it('include those of the process without making them twice', async () => {
    const both = [new Metrics('order-service'), new Metrics('payment-service')];
    both.forEach((metrics) => metrics.includeProcess());
    for (const metrics of both) {
      expect(
        (await exposed(metrics)).value('process_resident_memory_bytes', { service: metrics.service }),
      ).toBeGreaterThan(0);
      expect((await exposed(metrics)).value('nodejs_eventloop_lag_seconds')).toBeGreaterThanOrEqual(0);
    }
  });
});

describe('what is read at the scrape', () => {
  it('comes from all who know something of a gauge, and is gone with what it was read from', async () => {
    const metrics = new Metrics('order-service');
    let places = ['hall', 'yard'];
    metrics.state([waiting], () => places.map((where) => sample(waiting, 1, { where })));
    metrics.state([waiting], () => [sample(waiting, 3, { where: 'road' })]);
    expect((await exposed(metrics)).samples('waiting').map(({ labels }) => labels['where'])).toEqual([
      'hall',
      'yard',
      'road',
    ]);
    places = ['yard'];
    expect((await exposed(metrics)).samples('waiting').map(({ labels }) => labels['where'])).toEqual(['yard', 'road']);
  });

  it('says of a state which one holds', async () => {
    const metrics = new Metrics('order-service');
    metrics.state([state], () => oneOf(state, 'state', 'down'));
    const figures = await exposed(metrics);
    expect([figures.value('state', { state: 'up' }), figures.value('state', { state: 'down' })]).toEqual([0, 1]);
  });

  it('is asked for once for several gauges and for several scrapes', async () => {
    const metrics = new Metrics('order-service');
    let asked = 0;
    metrics.read([waiting, oldest], async () => [sample(waiting, ++asked, { where: 'hall' }), sample(oldest, 1.5)]);
    const figures = await Promise.all([exposed(metrics), exposed(metrics)]);
    figures.push(await exposed(metrics));
    expect(figures.map((each) => [each.value('waiting'), each.value('oldest_age_seconds')])).toEqual([
      [1, 1.5],
      [1, 1.5],
      [1, 1.5],
    ]);
  });

  it('is asked for again when the answer is old', async () => {
    const metrics = new Metrics('order-service');
    let asked = 0;
    metrics.read([oldest], async () => [sample(oldest, ++asked)], { maxAgeMs: 0 });
    await exposed(metrics);
    expect((await exposed(metrics)).value('oldest_age_seconds')).toBe(2);
  });

  it('is left out when it cannot be read, which is said once; everything else is there', async () => {
    const failures: unknown[] = [];
    const metrics = new Metrics('order-service', (gauges, error) => failures.push([gauges, (error as Error).message]));
    let isUp = false;
    const ask = async () => {
      if (!isUp) throw new Error('no database');
      return [sample(oldest, 7)];
    };
    metrics.read([oldest, waiting], ask, { maxAgeMs: 0 });
    metrics.counter(told).of({ to: 'one' }).inc();
    for (let scrapes = 0; scrapes < 3; scrapes++) {
      const figures = await exposed(metrics);
      expect([figures.value('oldest_age_seconds'), figures.value('told_total')]).toEqual([undefined, 1]);
    }
    expect(failures).toEqual([[['oldest_age_seconds', 'waiting'], 'no database']]);
    isUp = true;
    expect((await exposed(metrics)).value('oldest_age_seconds')).toBe(7);
    isUp = false;
    expect((await exposed(metrics)).value('oldest_age_seconds')).toBeUndefined();
    expect(failures).toHaveLength(2);
  });

  it('does not hold up a scrape that it is too late for, and is asked for once meanwhile', async () => {
    const metrics = new Metrics('order-service');
    let asked = 0;
    let answer: (samples: ReturnType<typeof sample>[]) => void = () => undefined;
    const ask = () => {
      asked++;
      return new Promise<ReturnType<typeof sample>[]>((resolve) => (answer = resolve));
    };
    metrics.read([oldest], ask, { limitMs: 20 });
    expect((await exposed(metrics)).value('oldest_age_seconds')).toBeUndefined();
    expect((await exposed(metrics)).value('oldest_age_seconds')).toBeUndefined();
    expect(asked).toBe(1);
    answer([sample(oldest, 4)]);
    expect((await exposed(metrics)).value('oldest_age_seconds')).toBe(4);
  });
});

describe('the faults of an exposition', () => {
  const faultsOf = (text: string) => expositionFaults('outside-world', Exposition.parse(text));
  const metric = (name: string, type: string, labels = '', help = 'What it is about.') =>
    `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n${name}{${labels}service="outside-world"} 1`;

  it.each([
    [metric('shop_made_up', 'gauge'), 'shop_made_up is not in the catalogue of outside-world'],
    [metric('app_info', 'gauge', 'version="1",'), 'app_info has the labels version'],
    [metric('http_server_active_requests', 'counter'), '_total is for counters, and all of them'],
    [metric('http_server_active_requests', 'gauge', '', 'Short'), 'has no help in a sentence'],
    [
      metric('app_info', 'gauge', 'version="1",node="0197a1b2-0000-7000-8000-00000000ada0",'),
      'app_info has node="0197a1b2-0000-7000-8000-00000000ada0", of which there may be any number',
    ],
    [metric('app_info', 'gauge', 'version="ada@shop.example",node="v24",'), 'of which there may be any number'],
    [
      '# HELP app_info What it is.\n# TYPE app_info gauge\napp_info{version="1",node="v24"} 1',
      'not labelled with its service',
    ],
  ])('are found: %s', (text, fault) => {
    expect(faultsOf(text).join('\n')).toContain(fault);
  });

  it('are also what is missing', () => {
    expect(faultsOf('')).toContain('http_server_request_duration_seconds is not exported');
  });
});
