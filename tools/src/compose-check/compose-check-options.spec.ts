import { parseComposeCheckOptions } from './compose-check-options.js';

describe('the command line of compose:check', () => {
  it('builds, runs everything and takes it down by default', () => {
    expect(parseComposeCheckOptions([])).toEqual({ built: false, keep: false, files: [] });
  });

  it('takes files of the suite beside its options', () => {
    expect(parseComposeCheckOptions(['--built', 'accounts', '--keep', 'refund'])).toEqual({
      built: true,
      keep: true,
      files: ['accounts', 'refund'],
    });
  });

  it('refuses what it does not know, in one sentence with the usage', () => {
    expect(() => parseComposeCheckOptions(['--fast'])).toThrow(/^Unknown option '--fast'\. npm run compose:check/);
  });
});
