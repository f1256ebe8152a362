import { query } from '../dashboard.js';
import type { Row } from '../dashboard.js';
import { of } from './of-service.js';

export const database: Row = {
  title: 'Database',
  panels: [
    {
      kind: 'stacked',
      title: 'Connections',
      about: 'Of all replicas together.',
      unit: 'none',
      queries: [query('{{service}} {{state}}', `sum by (service, state) (db_pool_connections{${of}})`)],
    },
    {
      kind: 'lines',
      title: 'Pool: how full',
      about: 'Connections in use, as a share of those that a replica may have.',
      unit: 'percentunit',
      queries: [
        query(
          '{{service}}',
          `max by (service) (db_pool_connections{${of}, state="used"} / ignoring (state) db_pool_limit{${of}})`,
        ),
      ],
      limits: { warn: 0.8, bad: 1 },
    },
    {
      kind: 'lines',
      title: 'Waiting for a connection',
      about: 'Somebody who always waits, for minutes, is a ticket.',
      unit: 'none',
      queries: [query('{{service}}', `sum by (service) (db_pool_waiting{${of}})`)],
      limits: { warn: 1, bad: 10 },
    },
  ],
};
