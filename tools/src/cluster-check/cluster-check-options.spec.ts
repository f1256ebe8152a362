import { parseClusterCheckOptions } from './cluster-check-options.js';

describe('the command line of cluster:check', () => {
  it('names no context by default, makes up its orders, and takes the shop down', () => {
    expect(parseClusterCheckOptions([])).toEqual({ keep: false, files: [] });
  });

  it('takes files of the end-to-end suite beside its options', () => {
    const args = ['--context', 'my-cluster', 'accounts', '--keep', 'refund'];
    expect(parseClusterCheckOptions(args)).toEqual({
      context: 'my-cluster',
      keep: true,
      files: ['accounts', 'refund'],
    });
  });

  it.each([
    [['--orders', 'orders.ndjson'], /^--orders and --products go together/],
    [['--fast'], /^Unknown option '--fast'\. npm run cluster:check/],
  ])('refuses %j in one sentence', (args, sentence) => {
    expect(() => parseClusterCheckOptions(args)).toThrow(sentence);
  });
});
