import { counter, gauge, histogram } from '../definition.js';
import { latency } from './buckets.js';
import { services } from './who.js';

const handler = 'a handler of the service, by the name that it has in the inbox';

export const handlerDuration = histogram({
  name: 'messaging_handler_duration_seconds',
  help: 'Time of one attempt of a handler, with its commit.',
  labels: { handler, event: 'the type of an event of the catalogue', outcome: ['handled', 'failed'] },
  buckets: latency,
  from: services,
});

export const messagingRetries = counter({
  name: 'messaging_retries_total',
  help: 'Failed attempts of a handler that are followed by another one.',
  labels: { handler },
  from: services,
});

export const recordsIgnored = counter({
  name: 'messaging_records_ignored_total',
  help: 'Records passed over: of types that nothing here reacts to (not_ours), or that no catalogue entry declares (unknown).',
  labels: { reason: ['not_ours', 'unknown'] },
  from: services,
});

export const inboxDuplicates = counter({
  name: 'messaging_inbox_duplicates_total',
  help: 'Events that came again after they had had their effect.',
  labels: { handler },
  from: services,
});

const failedHandler =
  'a handler of the service; read-event for what is no event, other for what was redriven to a handler that is gone';

export const deadLettersPut = counter({
  name: 'messaging_dead_letters_total',
  help: 'Messages put aside, and acknowledged by the broker, because their handler had failed for good.',
  labels: { handler: failedHandler },
  from: services,
});

export const deadLettersOpen = gauge({
  name: 'messaging_dead_letters_open',
  help: 'Dead letters that wait for an operator. Every replica says the same.',
  labels: {},
  from: services,
});

export const consumerLag = gauge({
  name: 'messaging_consumer_lag_records',
  help: 'Records that the consumer group has not committed yet, asked of the broker. Every replica says the same.',
  labels: { topic: 'a topic that the service consumes', partition: 'the number of one of its partitions' },
  from: services,
});

export const consumerState = gauge({
  name: 'messaging_consumer_state',
  help: '1 for the state that the subscription is in, 0 for the others.',
  labels: {
    state: ['connecting', 'running', 'rebalancing', 'reconnecting', 'stalled', 'crashed', 'closed'],
  },
  from: services,
});
