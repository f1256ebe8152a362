import { percentiles, query } from '../dashboard.js';
import type { Row } from '../dashboard.js';
import { of } from './of-service.js';

export const outbox: Row = {
  title: 'Out: outbox and relay',
  panels: [
    {
      kind: 'lines',
      title: 'Oldest message in the outbox',
      about: 'Milliseconds when all is well. A minute wakes somebody: others do not learn what has happened.',
      unit: 's',
      queries: [query('{{service}}', `max by (service) (outbox_oldest_age_seconds{${of}})`)],
      limits: { warn: 10, bad: 60 },
    },
    {
      kind: 'lines',
      title: 'Messages in the outbox',
      about: 'Committed, and not acknowledged by the broker yet.',
      unit: 'none',
      queries: [query('{{service}}', `max by (service) (outbox_pending_messages{${of}})`)],
    },
    {
      kind: 'lines',
      title: 'Written → acknowledged',
      about: 'What the outbox adds to the way of an event.',
      unit: 's',
      queries: percentiles(`outbox_publish_delay_seconds_bucket{${of}}`),
    },
    {
      kind: 'lines',
      title: 'Sent, and not sent',
      about: 'Per second, by topic. Failures are tried again, for ever.',
      unit: 'ops',
      queries: [
        query('{{topic}}', `sum by (topic) (rate(outbox_sent_total{${of}}[$__rate_interval]))`),
        query(
          'failures of {{service}}',
          `sum by (service) (rate(outbox_send_failures_total{${of}}[$__rate_interval]))`,
        ),
      ],
    },
  ],
};
