import { query } from '../dashboard.js';
import type { Row } from '../dashboard.js';
import { of } from './of-service.js';

export const consumers: Row = {
  title: 'In: consumers',
  panels: [
    {
      kind: 'lines',
      title: 'Lag',
      about: 'Records that a consumer group has not committed yet.',
      unit: 'none',
      queries: [
        query(
          '{{service}}',
          `sum by (service) (max by (service, topic, partition) (messaging_consumer_lag_records{${of}}))`,
        ),
      ],
      limits: { warn: 100, bad: 1000 },
    },
    {
      kind: 'lines',
      title: 'Lag by partition',
      about: 'One partition that grows alone: a replica that hangs, or a key that waits.',
      unit: 'none',
      queries: [
        query(
          '{{service}} {{topic}} {{partition}}',
          `topk(10, max by (service, topic, partition) (messaging_consumer_lag_records{${of}}))`,
        ),
      ],
    },
    {
      kind: 'states',
      title: 'Consumers that run',
      about: 'Coloured while at least one replica is running. Gaps of a second or two are rebalances.',
      unit: 'bool',
      queries: [query('{{service}}', `max by (service) (messaging_consumer_state{${of}, state="running"})`)],
    },
    {
      kind: 'lines',
      title: 'Passed over, and come again',
      about:
        'not_ours is normal: a topic has more types than a service reacts to. Duplicates are normal after a restart.',
      unit: 'ops',
      queries: [
        query('{{reason}}', `sum by (reason) (rate(messaging_records_ignored_total{${of}}[$__rate_interval]))`),
        query('duplicate', `sum(rate(messaging_inbox_duplicates_total{${of}}[$__rate_interval]))`),
      ],
    },
  ],
};
