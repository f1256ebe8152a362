import { counter, gauge, histogram } from '../definition.js';
import { latency } from './buckets.js';
import { callers } from './who.js';

const target = 'the other side: a service, or a party outside of the shop';

export const outboundCallDuration = histogram({
  name: 'outbound_call_duration_seconds',
  help: 'Time that a call to another side took its caller, with queueing and retries.',
  labels: {
    target,
    outcome: ['succeeded', 'refused', 'timed_out', 'circuit_open', 'overloaded', 'unavailable'],
  },
  buckets: latency,
  from: callers,
});

export const outboundRetries = counter({
  name: 'outbound_retries_total',
  help: 'Attempts beyond the first of their call.',
  labels: { target },
  from: callers,
});

export const circuitState = gauge({
  name: 'circuit_state',
  help: '1 for the state that the circuit to another side is in, 0 for the others.',
  labels: { target, state: ['closed', 'open', 'half_open'] },
  from: callers,
});

export const circuitOpened = counter({
  name: 'circuit_opened_total',
  help: 'How often the circuit to another side has opened.',
  labels: { target },
  from: callers,
});

export const bulkheadRunning = gauge({
  name: 'bulkhead_running',
  help: 'Calls to another side that are under way.',
  labels: { target },
  from: callers,
});

export const bulkheadRunningLimit = gauge({
  name: 'bulkhead_running_limit',
  help: 'The most calls to another side that may be under way.',
  labels: { target },
  from: callers,
});

export const bulkheadQueued = gauge({
  name: 'bulkhead_queued',
  help: 'Calls to another side that wait for their turn.',
  labels: { target },
  from: callers,
});

export const bulkheadQueuedLimit = gauge({
  name: 'bulkhead_queued_limit',
  help: 'The most calls to another side that may wait; the next one fails at once.',
  labels: { target },
  from: callers,
});
