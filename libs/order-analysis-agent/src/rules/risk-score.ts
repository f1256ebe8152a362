import type { Finding, FindingCode, Risk } from '@shop/api-contracts';

/** What each finding adds to the risk that the order is no honest one. What is not here says nothing about that. */
export const riskWeights: Readonly<Partial<Record<FindingCode, number>>> = {
  repeated_declines: 35,
  velocity: 30,
  amount_outlier: 25,
  address_reuse: 25,
  quantity_outlier: 20,
  payment_declined: 10,
  undeliverable: 5,
};

const MEDIUM_FROM = 30;
const HIGH_FROM = 60;

/** The weights of the codes that were found, each once; 100 at most. */
export function riskOf(findings: readonly Finding[]): Risk {
  const codes = new Set(findings.map(({ code }) => code));
  const sum = [...codes].reduce((soFar, code) => soFar + (riskWeights[code] ?? 0), 0);
  const score = Math.min(100, sum);
  return { score, level: riskLevel(score) };
}

export function riskLevel(score: number): Risk['level'] {
  if (score < MEDIUM_FROM) return 'low';
  return score < HIGH_FROM ? 'medium' : 'high';
}
