import type { Outcome } from './evaluate.js';
import { levels } from './score.js';
import type { Score, Scores } from './score.js';

/** The scores as tables, for people. */
export function linesOf(scores: Scores): readonly string[] {
  const rows = [...scores.ofCodes].sort(([a], [b]) => a.localeCompare(b)).map(([code, score]) => rowOf(code, score));
  return [
    '',
    `${'finding'.padEnd(26)}${['precision', 'recall', 'F1', 'right', 'missed', 'wrong'].map((head) => head.padStart(10)).join('')}`,
    ...rows,
    rowOf('all', scores.overall),
    '',
    `${'risk: expected'.padEnd(26)}${levels.map((level) => level.padStart(10)).join('')}`,
    ...levels.map((expected) => {
      const given = levels.map((level) => String(scores.confusion[expected][level]).padStart(10));
      return `${expected.padEnd(26)}${given.join('')}`;
    }),
    '',
    `${scores.cases} orders; ${(100 * scores.levelAccuracy).toFixed(1)} % of the risk levels are right.`,
    ...scores.differences.map((line) => `✗ ${line}`),
  ];
}

/** What the model has cost; nothing where the rules have answered. */
export function costLines(outcomes: readonly Outcome[]): readonly string[] {
  const sum = (part: (outcome: Outcome) => number) => outcomes.reduce((soFar, outcome) => soFar + part(outcome), 0);
  const degraded = outcomes.filter(({ analysis }) => analysis.degraded !== null);
  const calls = sum(({ analysis: { usage } }) => usage.modelCalls);
  if (calls === 0 && degraded.length === 0) return [];
  const cost = sum(({ analysis: { usage } }) => usage.estimatedCostMicroUsd) / 1_000_000;
  const cached = sum(({ analysis: { usage } }) => usage.cacheReadTokens);
  const sent = sum(({ analysis: { usage } }) => usage.inputTokens + usage.cacheReadTokens + usage.cacheWriteTokens);
  const reasons = [...new Set(degraded.map(({ analysis }) => analysis.degraded?.reason))].join(', ');
  return [
    `${calls} calls of the model; ${sent} tokens sent (${cached} from the cache), ${sum(({ analysis: { usage } }) => usage.outputTokens)} received.`,
    `About ${cost.toFixed(4)} US dollars at list prices, ${(cost / outcomes.length).toFixed(5)} for an order.`,
    ...(degraded.length === 0 ? [] : [`The rules had to answer ${degraded.length} times: ${reasons}.`]),
  ];
}

function rowOf(name: string, { precision, recall, f1, hits, misses, falseAlarms }: Score): string {
  const ratios = [precision, recall, f1].map((value) => (value === null ? '–' : value.toFixed(2)).padStart(10));
  const counts = [hits, misses, falseAlarms].map((count) => String(count).padStart(10));
  return `${name.padEnd(26)}${ratios.join('')}${counts.join('')}`;
}
