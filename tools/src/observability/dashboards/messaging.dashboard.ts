import type { Dashboard } from './dashboard.js';
import { consumers } from './rows/consumers.js';
import { decisions } from './rows/decisions.js';
import { groupCommit } from './rows/group-commit.js';
import { handlers } from './rows/handlers.js';
import { intents } from './rows/intents.js';
import { outbox } from './rows/outbox.js';

export const messagingDashboard: Dashboard = {
  uid: 'messaging',
  title: 'Messaging',
  about: 'Everything between the transactions of the services and Kafka: what goes out, what comes in, what waits.',
  variables: { service: 'label_values(app_info, service)' },
  rows: [outbox, consumers, handlers, decisions, intents, groupCommit],
};
