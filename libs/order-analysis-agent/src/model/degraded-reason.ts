/** Why the rules answer although there is a model. */
export const degradedReasons = [
  'model_unavailable',
  'model_overloaded',
  'model_refused',
  'context_exceeded',
  'limit_reached',
  'invalid_answer',
  'budget_exhausted',
] as const;

export type DegradedReason = (typeof degradedReasons)[number];

export interface Degraded {
  readonly reason: DegradedReason;
  /** A sentence for whoever reads the analysis: nothing of what was sent or received. */
  readonly detail: string;
}
