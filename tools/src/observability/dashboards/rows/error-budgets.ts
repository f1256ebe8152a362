import { query } from '../dashboard.js';
import type { Panel, Row } from '../dashboard.js';

const burnRate = (title: string, ratio: string, budget: number): Panel => ({
  kind: 'lines',
  title,
  about: 'How many times faster than allowed the budget is used up. 14.4 over an hour, or 6 over six, wakes somebody.',
  unit: 'short',
  queries: ['5m', '1h', '6h', '3d'].map((window) => query(window, `${ratio}:ratio_rate${window} / ${budget}`)),
  limits: { warn: 1, bad: 14.4 },
});

export const errorBudgets: Row = {
  title: 'Error budgets',
  panels: [
    burnRate('Orders final within 30 s: burn rate', 'slo:order_finality_errors', 0.005),
    burnRate('Gateway availability: burn rate', 'slo:gateway_errors', 0.001),
  ],
};
