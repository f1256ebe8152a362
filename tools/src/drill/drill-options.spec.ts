import { isAppError } from '@shop/kernel';
import { parseDrillOptions } from './drill-options.js';

const parse = (args: string) => parseDrillOptions(args.split(' ').filter(Boolean));

describe('the options of the drill', () => {
  it('restore every database as far as its archive goes, if nothing is said', () => {
    expect(parse('')).toEqual({ size: 'full', json: undefined, skew: new Map(), keep: false });
  });

  it('restore databases to different moments', () => {
    const { size, skew } = parse('--quick --skew payment-service=10 --skew order-service=4');
    expect(size).toBe('quick');
    expect([...skew]).toEqual([
      ['payment-service', 10],
      ['order-service', 4],
    ]);
  });

  it.each(['--frob', 'extra', '--skew payment-service', '--skew kafka=3', '--skew order-service=soon'])(
    'refuse "%s" as invalid, in one line',
    (args) => {
      expect(() => parse(args)).toThrow(/^[^\n]+Usage: npm run drill[^\n]+$/);
      try {
        parse(args);
      } catch (error) {
        expect(isAppError(error) && error.kind).toBe('invalid');
      }
    },
  );
});
