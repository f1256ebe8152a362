import type { Dashboard } from './dashboard.js';
import { analyses } from './rows/analyses.js';
import { errorBudgets } from './rows/error-budgets.js';
import { orderLatency } from './rows/order-latency.js';
import { orders } from './rows/orders.js';
import { promises } from './rows/promises.js';
import { wayOfAnOrder } from './rows/way-of-an-order.js';

export const shopDashboard: Dashboard = {
  uid: 'shop',
  title: 'Shop',
  about: 'What customers see of the shop: do orders end, how, and how fast.',
  variables: {},
  rows: [promises, orders, wayOfAnOrder, orderLatency, errorBudgets, analyses],
};
