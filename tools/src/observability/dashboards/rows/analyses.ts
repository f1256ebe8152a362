import { percentiles, query } from '../dashboard.js';
import type { Row } from '../dashboard.js';

export const analyses: Row = {
  title: 'Analyses of orders',
  panels: [
    {
      kind: 'lines',
      title: 'Analyses, by who has answered',
      about:
        'In five minutes. Rules with a reason: the model should have answered, and could not. No order waits for any of it.',
      unit: 'none',
      queries: [
        query('{{source}}, degraded: {{degraded}}', 'sum by (source, degraded) (increase(agent_analyses_total[5m]))'),
      ],
    },
    {
      kind: 'lines',
      title: 'Money in an hour',
      about: 'An estimate, at list prices. What may be spent in a day is limited: ANALYSIS_BUDGET_….',
      unit: 'currencyUSD',
      queries: [query('{{model}}', 'sum by (model) (increase(agent_estimated_cost_micro_usd_total[1h])) / 1000000')],
    },
    {
      kind: 'stacked',
      title: 'Tokens a second',
      about: 'Most should be read from the cache: they cost a tenth.',
      unit: 'short',
      queries: [query('{{type}}', 'sum by (type) (rate(agent_tokens_total[$__rate_interval]))')],
    },
    {
      kind: 'lines',
      title: 'Calls of the model (those answered)',
      about: 'Time to the last byte of one call. An analysis makes one to three.',
      unit: 's',
      queries: percentiles('agent_model_call_duration_seconds_bucket{outcome="answered"}', ['model']),
    },
    {
      kind: 'lines',
      title: 'Tools that the model has used',
      about: 'In five minutes. Errors are answers to it, too: what it may not know, or cannot now.',
      unit: 'none',
      queries: [query('{{tool}} {{outcome}}', 'sum by (tool, outcome) (increase(agent_tool_calls_total[5m]))')],
    },
  ],
};
