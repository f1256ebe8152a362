import { query } from '../dashboard.js';
import type { Row } from '../dashboard.js';
import { of } from './of-service.js';

export const outbound: Row = {
  title: 'Calls to others',
  panels: [
    {
      kind: 'lines',
      title: 'Calls, by outcome',
      about:
        'Refused is an answer. The others are not: timed_out, unavailable, and not even sent: circuit_open, overloaded.',
      unit: 'reqps',
      queries: [
        query(
          '{{target}} {{outcome}}',
          `sum by (target, outcome) (rate(outbound_call_duration_seconds_count{${of}}[$__rate_interval]))`,
        ),
      ],
    },
    {
      kind: 'lines',
      title: 'Duration (p95)',
      about: 'What the caller waited, with queueing and retries.',
      unit: 's',
      queries: [
        query(
          '{{service}} → {{target}}',
          `histogram_quantile(0.95, sum by (le, service, target) (rate(outbound_call_duration_seconds_bucket{${of}}[$__rate_interval])))`,
        ),
      ],
    },
    {
      kind: 'states',
      title: 'Circuits that are not closed',
      about:
        'Coloured while one replica at least leaves the other side alone. It tries again by itself every second or two.',
      unit: 'bool',
      queries: [
        query('{{service}} → {{target}}', `max by (service, target) (circuit_state{${of}, state=~"open|half_open"})`),
      ],
    },
    {
      kind: 'lines',
      title: 'Bulkheads: how full',
      about: 'Share of the calls that may be under way, and of the places to wait. At 1 the next call fails at once.',
      unit: 'percentunit',
      queries: [
        query(
          '{{service}} → {{target}} under way',
          `max by (service, target) (bulkhead_running{${of}} / bulkhead_running_limit{${of}})`,
        ),
        query(
          '{{service}} → {{target}} waiting',
          `max by (service, target) (bulkhead_queued{${of}} / bulkhead_queued_limit{${of}})`,
        ),
      ],
      limits: { warn: 0.5, bad: 0.9 },
    },
    {
      kind: 'lines',
      title: 'Retries, circuits opened',
      about: 'In five minutes.',
      unit: 'none',
      queries: [
        query('{{target}} retried', `sum by (target) (increase(outbound_retries_total{${of}}[5m]))`),
        query('{{target}} opened', `sum by (target) (increase(circuit_opened_total{${of}}[5m]))`),
      ],
    },
  ],
};
