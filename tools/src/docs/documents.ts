import { openApiDocument, publicApi, publicApiInfo } from '@shop/api-contracts';
import { dashboardFiles } from '../observability/dashboards/dashboard-files.js';
import { eventsPage } from './events-page.js';
import { metricsPage } from './metrics-page.js';
import { sagaPage } from './saga-page.js';

/** Every document that is printed from code: its path in the repository → its text. */
export function documents(): ReadonlyMap<string, string> {
  return new Map([
    ['docs/events.md', eventsPage()],
    ['docs/saga.md', sagaPage()],
    ['docs/metrics.md', metricsPage()],
    ['docs/openapi.json', `${JSON.stringify(openApiDocument(publicApiInfo, publicApi), null, 2)}\n`],
    ...dashboardFiles(),
  ]);
}
