/** What a consumer has done since it was made: for metrics and tests. */
export interface ConsumerCounts {
  /** Reactions that succeeded. */
  handled: number;
  /** Records of known types that nothing here reacts to. */
  notOurs: number;
  /** Records of types that no catalogue entry declares. */
  unknown: number;
  /** Failed attempts that were tried again. */
  retried: number;
  deadLettered: number;
}

export function noCounts(): ConsumerCounts {
  return { handled: 0, notOurs: 0, unknown: 0, retried: 0, deadLettered: 0 };
}
