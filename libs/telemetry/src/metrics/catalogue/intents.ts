import { gauge, histogram } from '../definition.js';
import { latency } from './buckets.js';
import { services } from './who.js';

const kind = 'a kind of call to the outside world that the service makes';

export const intentsPending = gauge({
  name: 'intents_pending',
  help: 'Calls to the outside world that have no outcome yet, counted up to 100,000. Every replica says the same.',
  labels: { kind },
  from: services,
});

export const intentsOldestAge = gauge({
  name: 'intents_oldest_age_seconds',
  help: 'Age of the oldest call without an outcome; 0 without one. Every replica says the same.',
  labels: { kind },
  from: services,
});

export const intentCallDuration = histogram({
  name: 'intent_call_duration_seconds',
  help: 'Time of one attempt to make such a call, until its outcome is committed (ended), or it is put off (postponed).',
  labels: { kind, outcome: ['ended', 'postponed'] },
  buckets: latency,
  from: services,
});
