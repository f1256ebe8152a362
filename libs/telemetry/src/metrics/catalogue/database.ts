import { gauge, histogram } from '../definition.js';
import { groupSize, latency } from './buckets.js';
import { services } from './who.js';

export const groupCommitDuration = histogram({
  name: 'group_commit_duration_seconds',
  help: 'Time of one transaction of the group commit, with the wait for its connection.',
  labels: { outcome: ['committed', 'failed'] },
  buckets: latency,
  from: services,
});

export const groupCommitCommands = histogram({
  name: 'group_commit_commands',
  help: 'Commands that shared one transaction of the group commit.',
  labels: {},
  buckets: groupSize,
  from: services,
});

export const groupCommitQueued = gauge({
  name: 'group_commit_queued',
  help: 'Commands that wait for the next transaction.',
  labels: {},
  from: services,
});

export const poolConnections = gauge({
  name: 'db_pool_connections',
  help: 'Connections to the database, by whether somebody has them in hand.',
  labels: { state: ['idle', 'used'] },
  from: services,
});

export const poolWaiting = gauge({
  name: 'db_pool_waiting',
  help: 'Queries and transactions that wait for a connection.',
  labels: {},
  from: services,
});

export const poolLimit = gauge({
  name: 'db_pool_limit',
  help: 'The most connections to the database.',
  labels: {},
  from: services,
});
