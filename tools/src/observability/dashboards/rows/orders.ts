import { query } from '../dashboard.js';
import type { Row } from '../dashboard.js';

export const orders: Row = {
  title: 'Orders',
  panels: [
    {
      kind: 'lines',
      title: 'Placed, confirmed, cancelled',
      about: 'Per second. Placed without confirmed: look at the funnel.',
      unit: 'ops',
      queries: [
        query('placed', 'sum(rate(orders_placed_total[$__rate_interval]))'),
        query('confirmed', 'sum(rate(saga_duration_seconds_count{outcome="confirmed"}[$__rate_interval]))'),
        query('cancelled', 'sum(rate(orders_cancelled_total[$__rate_interval]))'),
      ],
    },
    {
      kind: 'stacked',
      title: 'Cancelled, by reason',
      about: 'All compensations done; those that had been confirmed before are among them.',
      unit: 'ops',
      queries: [query('{{reason}}', 'sum by (reason) (rate(orders_cancelled_total[$__rate_interval]))')],
    },
    {
      kind: 'stacked',
      title: 'Open, by state',
      about:
        'Orders that have not ended. They wait for: stock (placed), payment (stock_reserved), label (paid), compensations (cancelling).',
      unit: 'none',
      queries: [query('{{state}}', 'max by (state) (sagas_open)')],
    },
  ],
};
