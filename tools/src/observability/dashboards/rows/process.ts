import { query } from '../dashboard.js';
import type { Row } from '../dashboard.js';
import { of } from './of-service.js';

export const processes: Row = {
  title: 'Process',
  panels: [
    {
      kind: 'lines',
      title: 'Event loop lag (p99)',
      about: 'How late timers are. About 10 ms is what the measurement itself shows when idle.',
      unit: 's',
      queries: [query('{{service}} {{instance}}', `nodejs_eventloop_lag_p99_seconds{${of}}`)],
      limits: { warn: 0.1, bad: 0.25 },
    },
    {
      kind: 'lines',
      title: 'Processor',
      about: 'Seconds per second: 1 is a whole core, and more JavaScript than that one process cannot run.',
      unit: 'short',
      queries: [query('{{service}} {{instance}}', `rate(process_cpu_seconds_total{${of}}[$__rate_interval])`)],
      limits: { warn: 0.7, bad: 0.95 },
    },
    {
      kind: 'lines',
      title: 'Memory',
      about: 'Resident, and the heap of it that is in use.',
      unit: 'bytes',
      queries: [
        query('{{service}} {{instance}}', `process_resident_memory_bytes{${of}}`),
        query('{{service}} {{instance}} heap', `nodejs_heap_size_used_bytes{${of}}`),
      ],
    },
    {
      kind: 'lines',
      title: 'Garbage collection',
      about: 'Seconds per second.',
      unit: 'percentunit',
      queries: [
        query(
          '{{service}} {{kind}}',
          `sum by (service, kind) (rate(nodejs_gc_duration_seconds_sum{${of}}[$__rate_interval]))`,
        ),
      ],
    },
  ],
};
