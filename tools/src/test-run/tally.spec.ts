import { describeTally, sum, tallyOf } from './tally.js';

const report = {
  numPassedTests: 3,
  numFailedTests: 1,
  numPendingTests: 0,
  numTodoTests: 0,
  numRuntimeErrorTestSuites: 0,
};

describe('the tally of the tests', () => {
  it('counts a test file that could not be loaded as a failure', () => {
    expect(tallyOf({ ...report, numRuntimeErrorTestSuites: 2 }, 1).failed).toBe(3);
  });

  it('never takes a failed run for a good one', () => {
    expect(tallyOf({ ...report, numFailedTests: 0 }, 1).failed).toBe(1);
    expect(tallyOf(undefined, 0).failed).toBe(1);
  });

  it('adds up to the line that the contract promises', () => {
    const runs = [tallyOf(report, 1), tallyOf({ ...report, numFailedTests: 0 }, 0)];
    expect(describeTally(sum(runs))).toBe('6 passed, 1 failed');
    expect(describeTally({ passed: 1, failed: 0, skipped: 2 })).toBe('1 passed, 0 failed, 2 skipped');
  });
});
