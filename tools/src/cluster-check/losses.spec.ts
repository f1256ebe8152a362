import type { Summary } from '../replay/summary.js';
import { lossesOf } from './losses.js';

const good: Summary = {
  placed: 200,
  confirmed: 200,
  cancelled: {},
  revenue: {},
  latency: { p50: 100, p95: 200, p99: 300 },
  seconds: 10,
  repeated: {},
  faults: [],
};

describe('what a replay says of a shop', () => {
  it('is nothing when every request was answered and every order has ended well', () => {
    const figures = '200 orders, 200 confirmed, p99 300 ms, 0 requests failed and were sent again';
    expect(lossesOf(good)).toEqual({ lost: [], noticed: [], figures });
  });

  it('tells requests that clients had to repeat from what is lost', () => {
    const { lost, noticed, figures } = lossesOf({ ...good, repeated: { 'POST 503': 2, 'GET ECONNRESET': 1 } });
    expect(lost).toEqual([]);
    expect(noticed).toEqual(['POST 503: sent again 2 times', 'GET ECONNRESET: sent again 1 times']);
    expect(figures).toContain('3 requests failed');
  });

  it('passes on what does not add up', () => {
    expect(lossesOf({ ...good, faults: ['TEA: 3 left the stock'] }).lost).toEqual(['TEA: 3 left the stock']);
  });
});
