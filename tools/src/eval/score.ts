import type { FindingCode, Risk } from '@shop/api-contracts';
import { neutral } from './eval-case.js';
import type { EvalCase } from './eval-case.js';

/** What an analysis has said about a case. */
export interface Verdict {
  readonly of: Pick<EvalCase, 'title' | 'expected' | 'level'>;
  readonly codes: readonly FindingCode[];
  readonly level: Risk['level'];
}

/** `null`: nothing to divide by. */
export interface Score {
  readonly hits: number;
  readonly misses: number;
  readonly falseAlarms: number;
  readonly precision: number | null;
  readonly recall: number | null;
  readonly f1: number | null;
}

export type Confusion = Readonly<Record<Risk['level'], Readonly<Record<Risk['level'], number>>>>;

export interface Scores {
  readonly cases: number;
  readonly ofCodes: ReadonlyMap<FindingCode, Score>;
  readonly overall: Score;
  /** Expected level → level that was given → how many. */
  readonly confusion: Confusion;
  readonly levelAccuracy: number;
  /** A line per case that was not analysed as it should. */
  readonly differences: readonly string[];
}

export const levels = ['low', 'medium', 'high'] as const;

export function scoresOf(verdicts: readonly Verdict[]): Scores {
  const codes = [
    ...new Set(verdicts.flatMap(({ of, codes }) => [...of.expected, ...codes.filter((code) => !neutral.has(code))])),
  ];
  const ofCodes = new Map(codes.map((code) => [code, scoreOf(code, verdicts)]));
  const sum = (part: 'hits' | 'misses' | 'falseAlarms') =>
    [...ofCodes.values()].reduce((soFar, score) => soFar + score[part], 0);
  const right = verdicts.filter(({ of, level }) => of.level === level).length;
  return {
    cases: verdicts.length,
    ofCodes,
    overall: rated(sum('hits'), sum('misses'), sum('falseAlarms')),
    confusion: confusionOf(verdicts),
    levelAccuracy: verdicts.length === 0 ? 0 : right / verdicts.length,
    differences: verdicts.flatMap(differencesOf),
  };
}

function scoreOf(code: FindingCode, verdicts: readonly Verdict[]): Score {
  const expected = verdicts.filter(({ of }) => of.expected.includes(code));
  const hits = expected.filter(({ codes }) => codes.includes(code)).length;
  const unexpected = verdicts.filter(({ of, codes }) => codes.includes(code) && !of.expected.includes(code));
  return rated(hits, expected.length - hits, neutral.has(code) ? 0 : unexpected.length);
}

function rated(hits: number, misses: number, falseAlarms: number): Score {
  const precision = ratio(hits, hits + falseAlarms);
  const recall = ratio(hits, hits + misses);
  const f1 = ratio(2 * hits, 2 * hits + misses + falseAlarms);
  return { hits, misses, falseAlarms, precision, recall, f1 };
}

function ratio(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole;
}

function confusionOf(verdicts: readonly Verdict[]): Confusion {
  const count = (expected: Risk['level'], given: Risk['level']) =>
    verdicts.filter(({ of, level }) => of.level === expected && level === given).length;
  const row = (expected: Risk['level']) => Object.fromEntries(levels.map((given) => [given, count(expected, given)]));
  return Object.fromEntries(levels.map((expected) => [expected, row(expected)])) as Confusion;
}

function differencesOf({ of, codes, level }: Verdict): readonly string[] {
  const missing = of.expected.filter((code) => !codes.includes(code));
  const wrong = codes.filter((code) => !of.expected.includes(code) && !neutral.has(code));
  const faults = [
    ...missing.map((code) => `lacks ${code}`),
    ...wrong.map((code) => `has ${code}`),
    ...(level === of.level ? [] : [`risk ${level} instead of ${of.level}`]),
  ];
  return faults.length === 0 ? [] : [`${of.title}: ${faults.join(', ')}`];
}

const GATE = 0.95;

/** What keeps the scores from passing: precision and recall of each code, and the levels, at 0.95 or more. Empty: passed. */
export function shortcomings({ ofCodes, levelAccuracy }: Scores): readonly string[] {
  const weak = [...ofCodes].flatMap(([code, { precision, recall }]) => [
    ...((precision ?? 1) < GATE ? [`precision of ${code} is ${precision?.toFixed(2)}`] : []),
    ...((recall ?? 1) < GATE ? [`recall of ${code} is ${recall?.toFixed(2)}`] : []),
  ]);
  return levelAccuracy < GATE
    ? [...weak, `only ${(100 * levelAccuracy).toFixed(0)} % of the risk levels are right`]
    : weak;
}
