import { counter, gauge, histogram } from '../definition.js';
import { latency } from './buckets.js';
import { everyProcess, gateway } from './who.js';

export const httpRequestDuration = histogram({
  name: 'http_server_request_duration_seconds',
  help: 'Time from the arrival of a request to the end of its answer. Probes (/health) and scrapes (/metrics) are not among them.',
  labels: {
    method: 'an HTTP method',
    route: 'the template of a route, such as /orders/:id; unmatched for what is none',
    status: 'the status of the answer; 499 where the client has gone before it',
  },
  buckets: latency,
  from: everyProcess,
});

export const httpActiveRequests = gauge({
  name: 'http_server_active_requests',
  help: 'Requests that are being answered. Probes and scrapes are not among them.',
  labels: {},
  from: everyProcess,
});

export const httpRateLimited = counter({
  name: 'http_rate_limited_total',
  help: 'Requests turned away because their caller had sent too many.',
  labels: { limit: ['caller', 'sign_in'] },
  from: [gateway],
});
