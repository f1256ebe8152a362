import type { Labels, LabelValues } from './definition.js';

type Given<L extends Labels> = keyof L extends never ? [] : [labels: LabelValues<L>];

/** All series of one metric, by their labels. */
export class Family<L extends Labels, Child> {
  private readonly children = new Map<string, Child>();

  constructor(
    private readonly names: readonly string[],
    private readonly make: (labels: Record<string, string>) => Child,
  ) {}

  /** Where something happens thousands of times a second, keep what this gives. */
  of(...[labels]: Given<L>): Child {
    const values = (labels ?? {}) as Record<string, string>;
    let key = '';
    for (const name of this.names) key += `${values[name]}\0`;
    const known = this.children.get(key);
    if (known) return known;
    const made = this.make({ ...values });
    this.children.set(key, made);
    return made;
  }
}
