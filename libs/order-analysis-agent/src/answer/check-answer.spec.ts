import { answerFormat } from './answer-schema.js';
import { checkAnswer } from './check-answer.js';

const finding = { code: 'stuck', severity: 'critical', detail: 'Nothing happens.', evidence: ['order:1'] };
const recommendation = { action: 'review', text: 'Look.', orderId: null, amountMinor: null, deadLetterId: null };
const answer = { summary: 'It is stuck.', findings: [finding], recommendations: [recommendation] };

const check = (change: object) => checkAnswer(JSON.stringify({ ...answer, ...change }), new Set(['order:1', 'e-1']));
const faultsOf = (change: object) => {
  const checked = check(change);
  return 'faults' in checked ? checked.faults : [];
};

describe('an answer', () => {
  it('is taken when it fits and cites what was given', () => {
    expect(check({})).toEqual({ answer });
  });

  it('may not cite what no tool has given, not even beside what one has', () => {
    expect(faultsOf({ findings: [finding, { ...finding, evidence: ['e-1', 'e-2'] }] })).toEqual([
      'findings.1.evidence: no tool has given the id "e-2"',
    ]);
  });

  it.each([
    [{ summary: '' }, 'summary'],
    [{ summary: 'x'.repeat(4_001) }, 'summary'],
    [{ findings: [{ ...finding, code: 'approved' }] }, 'findings.0.code'],
    [{ findings: [{ ...finding, evidence: [] }] }, 'findings.0.evidence'],
    [{ recommendations: [{ ...recommendation, action: 'approve' }] }, 'recommendations.0.action'],
    [{ recommendations: [{ ...recommendation, amountMinor: -5 }] }, 'recommendations.0.amountMinor'],
    [{ recommendations: undefined }, 'recommendations'],
  ])('with %j is told where it does not fit', (change, path) => {
    expect(faultsOf(change)).toEqual([expect.stringContaining(`${path}: `)]);
  });

  it('with many faults is told the first ten', () => {
    expect(faultsOf({ findings: Array.from({ length: 20 }, () => ({ ...finding, code: 'x' })) })).toHaveLength(10);
  });

  it('that is no JSON is no answer', () => {
    expect(checkAnswer('All is well.', new Set())).toHaveProperty('faults.length', 1);
  });
});

describe('the schema that the model is held to', () => {
  it('begins with the summary, which is shown while the rest is written', () => {
    expect(Object.keys(answerFormat.schema['properties'] as object)).toEqual([
      'summary',
      'findings',
      'recommendations',
    ]);
  });
});
