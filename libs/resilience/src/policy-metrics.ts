import {
  bulkheadQueued,
  bulkheadQueuedLimit,
  bulkheadRunning,
  bulkheadRunningLimit,
  circuitOpened,
  circuitState,
  oneOf,
  outboundCallDuration,
  outboundRetries,
  sample,
} from '@shop/telemetry';
import type { CounterChild, HistogramChild, Metrics, Sample } from '@shop/telemetry';
import type { CallCounts, PolicySnapshot } from './policy-snapshot.js';

export type CallOutcome = keyof CallCounts;

const labelOf = {
  succeeded: 'succeeded',
  refused: 'refused',
  timedOut: 'timed_out',
  circuitOpen: 'circuit_open',
  overloaded: 'overloaded',
  unavailable: 'unavailable',
} as const satisfies Record<CallOutcome, string>;

const stateLabelOf = { closed: 'closed', open: 'open', 'half-open': 'half_open' } as const;

const STATES = [circuitState, bulkheadRunning, bulkheadRunningLimit, bulkheadQueued, bulkheadQueuedLimit];

/** What one policy tells the metrics of the service whose calls it guards. */
export class PolicyMetrics {
  private readonly durations: Readonly<Record<CallOutcome, HistogramChild>>;
  private readonly retries: CounterChild;
  private readonly openings: CounterChild;

  constructor(metrics: Metrics, target: string, snapshot: () => PolicySnapshot) {
    const durations = metrics.histogram(outboundCallDuration);
    const of = (outcome: CallOutcome) => durations.of({ target, outcome: labelOf[outcome] });
    this.durations = {
      succeeded: of('succeeded'),
      refused: of('refused'),
      timedOut: of('timedOut'),
      circuitOpen: of('circuitOpen'),
      overloaded: of('overloaded'),
      unavailable: of('unavailable'),
    };
    this.retries = metrics.counter(outboundRetries).of({ target });
    this.openings = metrics.counter(circuitOpened).of({ target });
    metrics.state(STATES, () => samplesOf(snapshot()));
  }

  ended(outcome: CallOutcome, milliseconds: number): void {
    this.durations[outcome].observe(milliseconds / 1000);
  }

  retried(): void {
    this.retries.inc();
  }

  opened(): void {
    this.openings.inc();
  }
}

function samplesOf({ name: target, circuit, running, queued }: PolicySnapshot): readonly Sample[] {
  return [
    ...oneOf(circuitState, 'state', stateLabelOf[circuit], { target }),
    sample(bulkheadRunning, running.now, { target }),
    sample(bulkheadRunningLimit, running.limit, { target }),
    sample(bulkheadQueued, queued.now, { target }),
    sample(bulkheadQueuedLimit, queued.limit, { target }),
  ];
}
