import type { CpuTimes } from './cpu-time.js';

/** One measurement of one contender. */
export interface Sample {
  readonly value: number;
  /** Microseconds of CPU per unit of work, by process. */
  readonly cpu: CpuTimes;
  /** Whatever else was seen, for the JSON. */
  readonly also: Readonly<Record<string, number>>;
}

export interface Contender<Outcome = Sample> {
  readonly name: string;
  /** Starts what it needs, warms it up, measures once and stops it. */
  readonly measure: () => Promise<Outcome>;
}

/**
 * Lets the contenders take turns, A B C A B C …: whatever changes on the machine meanwhile (heat, neighbours, files that grow) meets all
 * of them alike. @returns samples by name of contender, in the order of the rounds
 */
export async function takeTurns<Outcome>(
  contenders: readonly Contender<Outcome>[],
  rounds: number,
  progress: (line: string) => void,
): Promise<ReadonlyMap<string, readonly Outcome[]>> {
  const outcomes = new Map<string, Outcome[]>(contenders.map(({ name }) => [name, []]));
  for (let round = 1; round <= rounds; round++) {
    for (const { name, measure } of contenders) {
      progress(`round ${round} of ${rounds}: ${name} …`);
      const outcome = await measure();
      outcomes.get(name)?.push(outcome);
      progress(`round ${round} of ${rounds}: ${name}: ${brief(outcome)}`);
    }
  }
  return outcomes;
}

/** Several figures of one measurement, by name. */
export type Samples = Readonly<Record<string, Sample>>;

function brief(outcome: unknown): string {
  const round = (value: number) => String(Math.round(value * 10) / 10);
  const { value } = outcome as Partial<Sample>;
  if (typeof value === 'number') return round(value);
  const entries = Object.entries(outcome as Samples);
  return entries.map(([name, sample]) => `${name} ${round(sample.value)}`).join(', ');
}
