import type { GaugeDefinition, Labels, LabelValues } from './definition.js';

/** One figure of a gauge at one moment. */
export interface Sample {
  readonly of: GaugeDefinition;
  readonly value: number;
  readonly labels: Readonly<Record<string, string>>;
}

export function sample<L extends Labels>(
  of: GaugeDefinition<L>,
  value: number,
  ...[labels]: keyof L extends never ? [] : [labels: LabelValues<L>]
): Sample {
  return { of: of as unknown as GaugeDefinition, value, labels: { ...labels } };
}

type StateOf<Values> = Values extends readonly (infer State extends string)[] ? State : never;

/** For a gauge of states: 1 for the one that holds, 0 for all others. */
export function oneOf<L extends Labels, Name extends keyof L & string>(
  of: GaugeDefinition<L>,
  name: Name,
  state: StateOf<L[Name]>,
  others: Readonly<Record<string, string>> = {},
): readonly Sample[] {
  const states = of.labels[name] as readonly string[];
  return states.map((each) => ({
    of: of as unknown as GaugeDefinition,
    value: each === state ? 1 : 0,
    labels: { ...others, [name]: each },
  }));
}
