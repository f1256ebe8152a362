import type { Dashboard } from './dashboard.js';
import { database } from './rows/database.js';
import { outbound } from './rows/outbound.js';
import { processes } from './rows/process.js';
import { requests } from './rows/requests.js';
import { whatRuns } from './rows/what-runs.js';

export const serviceDashboard: Dashboard = {
  uid: 'service',
  title: 'Service',
  about: 'One service, or all: requests, calls to others, database, process.',
  variables: { service: 'label_values(app_info, service)' },
  rows: [whatRuns, requests, outbound, database, processes],
};
