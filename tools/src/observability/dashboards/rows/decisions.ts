import { query } from '../dashboard.js';
import type { Row } from '../dashboard.js';
import { of } from './of-service.js';

export const decisions: Row = {
  title: 'What a person has to decide',
  panels: [
    {
      kind: 'lines',
      title: 'Dead letters open',
      about: 'npm run dlq -- list; docs/runbooks/dead-letters-open.md',
      unit: 'none',
      queries: [query('{{service}}', `max by (service) (messaging_dead_letters_open{${of}})`)],
      limits: { warn: 1, bad: 20 },
    },
    {
      kind: 'lines',
      title: 'Put aside',
      about: 'In ten minutes, by handler. More than twenty in a service wakes somebody.',
      unit: 'none',
      queries: [
        query(
          '{{service}} {{handler}}',
          `topk(10, sum by (service, handler) (increase(messaging_dead_letters_total{${of}}[10m])))`,
        ),
      ],
    },
    {
      kind: 'lines',
      title: 'Messages held',
      about: 'What the broker refuses for good, each with its key: docs/runbooks/messages-held.md',
      unit: 'none',
      queries: [query('{{service}}', `sum by (service) (outbox_held_messages{${of}})`)],
      limits: { warn: 1, bad: 1 },
    },
  ],
};
