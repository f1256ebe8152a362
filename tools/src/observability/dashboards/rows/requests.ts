import { percentiles, query } from '../dashboard.js';
import type { Row } from '../dashboard.js';
import { of } from './of-service.js';

export const requests: Row = {
  title: 'Requests',
  panels: [
    {
      kind: 'lines',
      title: 'Rate',
      about: 'Requests per second, by route. Probes and scrapes are not among them.',
      unit: 'reqps',
      queries: [
        query(
          '{{service}} {{method}} {{route}}',
          `topk(12, sum by (service, method, route) (rate(http_server_request_duration_seconds_count{${of}}[$__rate_interval])))`,
        ),
      ],
    },
    {
      kind: 'stacked',
      title: 'Answers, by status',
      about: '499: the client has gone before the answer. 429: turned away by a rate limit.',
      unit: 'reqps',
      queries: [
        query(
          '{{status}}',
          `sum by (status) (rate(http_server_request_duration_seconds_count{${of}}[$__rate_interval]))`,
        ),
      ],
    },
    {
      kind: 'lines',
      title: 'Duration',
      about: 'To the end of the answer. Streams of events are left out.',
      unit: 's',
      queries: percentiles(`http_server_request_duration_seconds_bucket{${of}, route!~"unmatched|.*/events"}`),
    },
    {
      kind: 'lines',
      title: 'Under way, and turned away',
      about: 'Requests that are being answered; requests per second that met a rate limit.',
      unit: 'short',
      queries: [
        query('{{service}} under way', `sum by (service) (http_server_active_requests{${of}})`),
        query('limit: {{limit}}', `sum by (limit) (rate(http_rate_limited_total{${of}}[$__rate_interval]))`),
      ],
    },
  ],
};
