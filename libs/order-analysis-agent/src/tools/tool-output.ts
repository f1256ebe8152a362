/** What every tool answers. */
export interface ToolOutput {
  /** JSON: {@link Told}. Bounded, cleaned, without personal data. */
  readonly data: unknown;
  /** Of the facts in `data`, and of no others: what was cut cannot be cited. */
  readonly evidence: readonly string[];
}
