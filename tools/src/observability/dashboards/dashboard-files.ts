import type { Dashboard } from './dashboard.js';
import { messagingDashboard } from './messaging.dashboard.js';
import { serviceDashboard } from './service.dashboard.js';
import { shopDashboard } from './shop.dashboard.js';
import { toGrafana } from './to-grafana.js';

export const dashboards: readonly Dashboard[] = [shopDashboard, messagingDashboard, serviceDashboard];

/** Path in the repository → text, for `npm run docs`. */
export function dashboardFiles(): readonly (readonly [string, string])[] {
  return dashboards.map((dashboard) => [
    `observability/grafana/dashboards/${dashboard.uid}.json`,
    `${JSON.stringify(toGrafana(dashboard), null, 2)}\n`,
  ]);
}
