import { query } from '../dashboard.js';
import type { Row } from '../dashboard.js';
import { of } from './of-service.js';

export const handlers: Row = {
  title: 'Handlers',
  panels: [
    {
      kind: 'lines',
      title: 'Attempts',
      about: 'Per second, by service and outcome.',
      unit: 'ops',
      queries: [
        query(
          '{{service}} {{outcome}}',
          `sum by (service, outcome) (rate(messaging_handler_duration_seconds_count{${of}}[$__rate_interval]))`,
        ),
      ],
    },
    {
      kind: 'lines',
      title: 'Failed attempts, by handler',
      about: 'Share of all attempts. More than one in ten for minutes is a ticket.',
      unit: 'percentunit',
      queries: [
        query(
          '{{service}} {{handler}}',
          `sum by (service, handler) (rate(messaging_handler_duration_seconds_count{${of}, outcome="failed"}[$__rate_interval]))` +
            ` / sum by (service, handler) (rate(messaging_handler_duration_seconds_count{${of}}[$__rate_interval]))`,
        ),
      ],
      limits: { warn: 0.01, bad: 0.1 },
    },
    {
      kind: 'lines',
      title: 'Slowest handlers (p95)',
      about: 'With the commit, which they wait for together.',
      unit: 's',
      queries: [
        query(
          '{{service}} {{handler}}',
          `topk(10, histogram_quantile(0.95, sum by (le, service, handler) (rate(messaging_handler_duration_seconds_bucket{${of}}[$__rate_interval]))))`,
        ),
      ],
    },
    {
      kind: 'lines',
      title: 'Retries',
      about: 'Failed attempts that are followed by another one, per second.',
      unit: 'ops',
      queries: [
        query(
          '{{service}} {{handler}}',
          `topk(10, sum by (service, handler) (rate(messaging_retries_total{${of}}[$__rate_interval])))`,
        ),
      ],
    },
  ],
};
