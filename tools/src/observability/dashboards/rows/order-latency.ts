import { percentiles, query } from '../dashboard.js';
import type { Row } from '../dashboard.js';

export const orderLatency: Row = {
  title: 'How long it takes',
  panels: [
    {
      kind: 'lines',
      title: 'Place → confirmed',
      about: 'From the first event of an order to the one that confirms it.',
      unit: 's',
      queries: percentiles('saga_duration_seconds_bucket{outcome="confirmed"}'),
      limits: { warn: 5, bad: 30 },
    },
    {
      kind: 'heat',
      title: 'All orders, by how long they took',
      about: 'Also the cancelled ones. Two bands are two kinds of orders: find out what tells them apart.',
      unit: 's',
      queries: [query('{{le}}', 'sum by (le) (increase(saga_duration_seconds_bucket[$__rate_interval]))')],
    },
    {
      kind: 'lines',
      title: 'Oldest undecided order',
      about: 'Rises as long as one order waits. After SAGA_DEADLINE_SECONDS (900) it is cancelled as timed_out.',
      unit: 's',
      queries: [query('oldest', 'max(saga_oldest_open_age_seconds)')],
      limits: { warn: 30, bad: 900 },
    },
    {
      kind: 'lines',
      title: 'Gateway',
      about: 'Time to the end of the answer. Streams of events are left out.',
      unit: 's',
      queries: percentiles(
        'http_server_request_duration_seconds_bucket{service="api-gateway", route!~"unmatched|.*/events"}',
      ),
      limits: { warn: 0.5, bad: 1 },
    },
  ],
};
