import { query } from '../dashboard.js';
import type { Row } from '../dashboard.js';
import { of } from './of-service.js';

export const intents: Row = {
  title: 'Calls to the outside world',
  panels: [
    {
      kind: 'lines',
      title: 'Oldest call without an outcome',
      about: 'Calls are repeated until there is one. Five minutes wake somebody where it is about money or parcels.',
      unit: 's',
      queries: [query('{{service}} {{kind}}', `max by (service, kind) (intents_oldest_age_seconds{${of}})`)],
      limits: { warn: 60, bad: 300 },
    },
    {
      kind: 'lines',
      title: 'Calls without an outcome',
      about: 'Also those that are being made.',
      unit: 'none',
      queries: [query('{{service}} {{kind}}', `max by (service, kind) (intents_pending{${of}})`)],
    },
    {
      kind: 'lines',
      title: 'Attempts',
      about: 'Per second. Postponed: no answer, or one that nobody understands.',
      unit: 'ops',
      queries: [
        query(
          '{{service}} {{kind}} {{outcome}}',
          `sum by (service, kind, outcome) (rate(intent_call_duration_seconds_count{${of}}[$__rate_interval]))`,
        ),
      ],
    },
    {
      kind: 'lines',
      title: 'Duration (p95)',
      about: 'Of one attempt, with the commit of its outcome.',
      unit: 's',
      queries: [
        query(
          '{{service}} {{kind}}',
          `histogram_quantile(0.95, sum by (le, service, kind) (rate(intent_call_duration_seconds_bucket{${of}}[$__rate_interval])))`,
        ),
      ],
    },
  ],
};
