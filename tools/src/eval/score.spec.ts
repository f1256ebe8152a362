import type { FindingCode, Risk } from '@shop/api-contracts';
import { scoresOf, shortcomings } from './score.js';
import type { Verdict } from './score.js';

function verdict(
  expected: readonly FindingCode[],
  codes: readonly FindingCode[],
  level: Risk['level'] = 'low',
  given: Risk['level'] = level,
): Verdict {
  return { of: { title: expected.join(), expected, level }, codes, level: given };
}

describe('the scores', () => {
  it('are perfect for what was said as it should be', () => {
    const scores = scoresOf([verdict(['completed', 'velocity'], ['completed', 'velocity'], 'medium')]);
    expect(scores.overall).toMatchObject({ precision: 1, recall: 1, f1: 1 });
    expect(scores.levelAccuracy).toBe(1);
    expect(scores.differences).toEqual([]);
    expect(shortcomings(scores)).toEqual([]);
  });

  it('count hits, misses and false alarms of each code', () => {
    const { ofCodes, overall, differences } = scoresOf([
      verdict(['stuck'], ['stuck']),
      verdict(['stuck'], ['slow']),
      verdict(['slow'], ['slow']),
    ]);
    expect(ofCodes.get('stuck')).toEqual({ hits: 1, misses: 1, falseAlarms: 0, precision: 1, recall: 0.5, f1: 2 / 3 });
    expect(ofCodes.get('slow')).toMatchObject({ hits: 1, falseAlarms: 1, precision: 0.5, recall: 1 });
    expect(overall).toMatchObject({ hits: 2, misses: 1, falseAlarms: 1 });
    expect(differences).toEqual(['stuck: lacks stuck, has slow']);
  });

  it('do not count it as wrong to say where an order stands, but as missing when it should be said', () => {
    const { ofCodes } = scoresOf([verdict(['stuck'], ['stuck', 'in_progress']), verdict(['completed'], [])]);
    expect(ofCodes.has('in_progress')).toBe(false);
    expect(ofCodes.get('completed')).toMatchObject({ hits: 0, misses: 1, precision: null, recall: 0 });
  });

  it('have a table of levels, expected by given', () => {
    const { confusion, levelAccuracy } = scoresOf([
      verdict([], [], 'low'),
      verdict([], [], 'high', 'medium'),
      verdict([], [], 'medium', 'low'),
    ]);
    expect(confusion).toEqual({
      low: { low: 1, medium: 0, high: 0 },
      medium: { low: 1, medium: 0, high: 0 },
      high: { low: 0, medium: 1, high: 0 },
    });
    expect(levelAccuracy).toBeCloseTo(1 / 3);
  });
});

describe('the gate', () => {
  const many = (count: number, one: Verdict) => Array.from({ length: count }, () => one);

  it('lets one in twenty go wrong, of each code and of the levels', () => {
    const right = many(19, verdict(['velocity'], ['velocity'], 'medium'));
    expect(shortcomings(scoresOf([...right, verdict(['velocity'], [], 'medium', 'low')]))).toEqual([]);
  });

  it('names each code that is below it, though all together would pass', () => {
    const right = many(99, verdict(['completed'], ['completed']));
    const scores = scoresOf([...right, verdict(['stuck'], ['completed', 'slow'])]);
    expect(scores.overall.precision).toBeGreaterThan(0.95);
    expect(shortcomings(scores)).toEqual(['recall of stuck is 0.00', 'precision of slow is 0.00']);
  });

  it('minds the levels', () => {
    const scores = scoresOf([...many(9, verdict([], [])), verdict([], [], 'high', 'low')]);
    expect(shortcomings(scores)).toEqual(['only 90 % of the risk levels are right']);
  });
});
