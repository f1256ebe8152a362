import { percentiles, query } from '../dashboard.js';
import type { Row } from '../dashboard.js';
import { of } from './of-service.js';

export const groupCommit: Row = {
  title: 'Group commit',
  panels: [
    {
      kind: 'lines',
      title: 'Transactions',
      about: 'Per second. A failed one is run again in halves, down to the culprit.',
      unit: 'ops',
      queries: [
        query(
          '{{service}} {{outcome}}',
          `sum by (service, outcome) (rate(group_commit_duration_seconds_count{${of}}[$__rate_interval]))`,
        ),
      ],
    },
    {
      kind: 'lines',
      title: 'Commands in a transaction',
      about: 'On average. One when idle; it rises with the load, and that is what it is for.',
      unit: 'short',
      queries: [
        query(
          '{{service}}',
          `sum by (service) (rate(group_commit_commands_sum{${of}}[$__rate_interval])) / sum by (service) (rate(group_commit_commands_count{${of}}[$__rate_interval]))`,
        ),
      ],
    },
    {
      kind: 'lines',
      title: 'Duration',
      about: 'Of a transaction, with the wait for its connection.',
      unit: 's',
      queries: percentiles(`group_commit_duration_seconds_bucket{${of}}`),
    },
    {
      kind: 'lines',
      title: 'Commands that wait',
      about: 'For the next transaction.',
      unit: 'none',
      queries: [query('{{service}}', `sum by (service) (group_commit_queued{${of}})`)],
    },
  ],
};
