import { counter, gauge, histogram } from '../definition.js';
import { delay } from './buckets.js';
import { services } from './who.js';

export const outboxPending = gauge({
  name: 'outbox_pending_messages',
  help: 'Messages that are committed and not acknowledged by the broker yet, counted up to 100,000. Every replica says the same.',
  labels: {},
  from: services,
});

export const outboxOldestAge = gauge({
  name: 'outbox_oldest_age_seconds',
  help: 'Age of the oldest message that is not acknowledged yet; 0 without one. Every replica says the same.',
  labels: {},
  from: services,
});

export const outboxSent = counter({
  name: 'outbox_sent_total',
  help: 'Messages that the broker has acknowledged.',
  labels: { topic: 'a topic that the service publishes to' },
  from: services,
});

export const outboxSendFailures = counter({
  name: 'outbox_send_failures_total',
  help: 'Sends that the broker has not acknowledged; they are tried again.',
  labels: {},
  from: services,
});

export const outboxHeld = gauge({
  name: 'outbox_held_messages',
  help: 'Messages that the broker refuses for good; each holds up its own key. Of this replica alone.',
  labels: {},
  from: services,
});

export const outboxPublishDelay = histogram({
  name: 'outbox_publish_delay_seconds',
  help: 'Time from the transaction that wrote a message to its acknowledgement by the broker.',
  labels: {},
  buckets: delay,
  from: services,
});
