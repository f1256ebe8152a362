import { expositionFaults, namedIn, scrape } from '@shop/telemetry/testing';
import type { ExposedSample, Matcher, Selector } from '@shop/telemetry/testing';
import { asNewCustomer } from './support/client.js';
import { eventually } from './support/eventually.js';
import { newProduct, place, until } from './support/orders.js';
import { allQueries } from './support/queries.js';
import { shop } from './support/shop.js';

/** Prometheus makes these itself, or adds them to what it scrapes. */
const ofPrometheus = /^(?:up|ALERTS)$|:/;
const addedByPrometheus = new Set(['instance', 'job', 'alertname', 'alertstate', 'severity', 'slo']);

/** What a shop that is well may never have shown: that these could be values is said by the catalogue of metrics. */
const onlyWhenIll = (label: string, value: string) =>
  (label === 'outcome' && value === 'failed') || (label === 'status' && value === '5..');

const processes = () =>
  shop().processes.filter(({ port, name }) => port !== null && /-service$|-gateway$|-world$/.test(name));
const scrapeAll = () => Promise.all(processes().map(({ port }) => scrape(`http://127.0.0.1:${port}`)));

/** In containers metrics have a port of their own, which is not published. */
const describeProcesses = shop().processes.every(({ port }) => port !== null) ? describe : describe.skip;

describeProcesses('the metrics of a running shop', () => {
  let samples: readonly ExposedSample[];

  beforeAll(async () => {
    await everyKindOfOrder();
    const seen = async () => {
      samples = (await scrapeAll()).flatMap(({ metrics }) => [...metrics.values()].flatMap((metric) => metric.samples));
      return samples.some(({ name, value }) => name === 'orders_cancelled_total' && value > 0);
    };
    await eventually('the metrics tell of the orders', seen);
  }, 120_000);

  it.each(processes().map(({ name, port }) => [name, port]))('%s follow the conventions', async (name, port) => {
    expect(expositionFaults(String(name), await scrape(`http://127.0.0.1:${port}`))).toEqual([]);
  });

  it('are asked for by every dashboard and rule file', () => {
    expect(allQueries().length).toBeGreaterThan(120);
  });

  it.each(allQueries().map(({ where, expr }) => [where, expr]))('have what is asked by %s', (_, expr = '') => {
    const { selectors, grouping } = namedIn(expr);
    const asked = selectors.filter(({ metric }) => !ofPrometheus.test(metric));
    expect(asked.filter((selector) => !isExported(selector)).map(inWords)).toEqual([]);
    expect(grouping.filter((label) => asked.length > 0 && !isLabelOfAny(asked, label))).toEqual([]);
  });

  const isLabelOfAny = (selectors: readonly Selector[], label: string) =>
    addedByPrometheus.has(label) ||
    selectors.some(({ metric }) => samples.some((sample) => sample.name === metric && label in sample.labels));

  const isExported = ({ metric, matchers }: Selector) =>
    samples.some((sample) => sample.name === metric && matchers.every((matcher) => isMetBy(sample, matcher)));
});

function isMetBy({ labels }: ExposedSample, { label, operator, value }: Matcher): boolean {
  if (addedByPrometheus.has(label)) return true;
  const actual = labels[label];
  if (actual === undefined) return false;
  if (value.includes('$') || onlyWhenIll(label, value)) return true;
  const isEqual = operator.endsWith('~') ? new RegExp(`^(?:${value})$`).test(actual) : actual === value;
  return operator.startsWith('!') ? !isEqual : isEqual;
}

const inWords = ({ metric, matchers }: Selector) =>
  `${metric}{${matchers.map(({ label, operator, value }) => `${label}${operator}"${value}"`).join()}}`;

/** One for each end that an order can have. */
async function everyKindOfOrder(): Promise<void> {
  const [customer, sku] = [await asNewCustomer(), await newProduct(50)];
  const [confirmed, cancelled] = await Promise.all([place(customer, { sku }), place(customer, { sku })]);
  const refused = await Promise.all([
    place(customer, { sku, token: 'tok_declined' }),
    place(customer, { sku, postalCode: '00000' }),
    place(customer, { sku, quantity: 1_000 }),
  ]);
  for (const id of [confirmed, cancelled]) await until(customer, id, 'confirmed');
  await customer.post(`/orders/${cancelled}/cancel`);
  for (const id of [...refused, cancelled]) await until(customer, id, 'cancelled');
}
