import { query } from '../dashboard.js';
import type { Row } from '../dashboard.js';

const final = 'le=~"30|30.0"';

export const promises: Row = {
  title: 'Promises',
  panels: [
    {
      kind: 'figure',
      title: 'Orders final within 30 s',
      about: 'Of those that ended in the time shown. The promise is 99.5 %.',
      unit: 'percentunit',
      queries: [
        query(
          'in time',
          `sum(increase(saga_duration_seconds_bucket{${final}}[$__range])) / sum(increase(saga_duration_seconds_count[$__range]))`,
        ),
      ],
      limits: { warn: 0.998, bad: 0.995, lowIsBad: true },
    },
    {
      kind: 'figure',
      title: 'Requests answered without a 5xx',
      about: 'At the gateway, in the time shown. The promise is 99.9 %.',
      unit: 'percentunit',
      queries: [
        query(
          'answered',
          '1 - (sum(increase(http_server_request_duration_seconds_count{service="api-gateway", route!="unmatched", status=~"5.."}[$__range])) or vector(0))' +
            ' / sum(increase(http_server_request_duration_seconds_count{service="api-gateway", route!="unmatched"}[$__range]))',
        ),
      ],
      limits: { warn: 0.9995, bad: 0.999, lowIsBad: true },
    },
    {
      kind: 'figure',
      title: 'Alerts that fire',
      about: 'Pages and tickets. What each means: docs/runbooks.',
      unit: 'none',
      queries: [query('firing', 'count(ALERTS{alertstate="firing"}) or vector(0)')],
      limits: { warn: 1, bad: 2 },
    },
    {
      kind: 'figure',
      title: 'Orders stuck',
      about: 'Past their deadline, or cancelling without any progress. Each of them is a promise that was broken.',
      unit: 'none',
      queries: [query('stuck', 'sum(max by (state) (sagas_stuck))')],
      limits: { warn: 1, bad: 1 },
    },
    {
      kind: 'figure',
      title: 'Dead letters open',
      about: 'Messages that wait for a decision: npm run dlq -- list.',
      unit: 'none',
      queries: [query('open', 'sum(max by (service) (messaging_dead_letters_open))')],
      limits: { warn: 1, bad: 20 },
    },
    {
      kind: 'figure',
      title: 'Revenue',
      about: 'Of the orders confirmed in the time shown, in dollars. Later refunds do not lower it.',
      unit: 'currencyUSD',
      queries: [query('USD', 'sum(increase(order_revenue_minor_total{currency="USD"}[$__range])) / 100')],
    },
  ],
};
