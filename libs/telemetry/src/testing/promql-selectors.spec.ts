import { namedIn } from './promql-selectors.js';

const metricsIn = (expression: string) => namedIn(expression).selectors.map(({ metric }) => metric);

describe('what a PromQL expression names', () => {
  it('is its metrics, not its functions, words, labels or durations', () => {
    const expression = `
      histogram_quantile(0.99, sum by (le, service) (rate(a_seconds_bucket{route!="x"}[$__rate_interval]))) > bool 1e3
      and on (service) b_total offset 5m unless max_over_time(c[2m]) == inf # or d`;
    expect(metricsIn(expression)).toEqual(['a_seconds_bucket', 'b_total', 'c']);
    expect(namedIn(expression).grouping).toEqual(['le', 'service', 'service']);
  });

  it('is each matcher with its value, also one with brackets or commas in it', () => {
    const { selectors } = namedIn(
      `a{x=~"1|1\\\\.0", y!="}, z", service="$service"} / ignoring(reason) group_left () slo:b:rate5m`,
    );
    expect(selectors).toEqual([
      {
        metric: 'a',
        matchers: [
          { label: 'x', operator: '=~', value: '1|1\\.0' },
          { label: 'y', operator: '!=', value: '}, z' },
          { label: 'service', operator: '=', value: '$service' },
        ],
      },
      { metric: 'slo:b:rate5m', matchers: [] },
    ]);
  });

  it('is found on both sides of an aggregation that is grouped behind its argument', () => {
    expect(namedIn('sum(a) by (x) / count(b) without (y)')).toEqual({
      selectors: [
        { metric: 'a', matchers: [] },
        { metric: 'b', matchers: [] },
      ],
      grouping: ['x', 'y'],
    });
  });
});
