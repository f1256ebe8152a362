import { query } from '../dashboard.js';
import type { Row } from '../dashboard.js';
import { of } from './of-service.js';

export const whatRuns: Row = {
  title: 'What runs',
  panels: [
    {
      kind: 'bars',
      title: 'Replicas that answer',
      about: 'By whether Prometheus can scrape them.',
      unit: 'none',
      queries: [query('{{service}}', `sum by (service) (up{job="shop", ${of}})`)],
    },
    {
      kind: 'list',
      title: 'Versions',
      about: 'Of the shop and of Node.',
      unit: 'none',
      queries: [query('', `count by (service, version, node) (app_info{${of}})`)],
    },
  ],
};
