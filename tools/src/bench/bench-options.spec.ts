import { parseBenchOptions } from './bench-options.js';

const names = ['saga', 'saga.in-process', 'idle'];
const parse = (...args: string[]) => parseBenchOptions(args, names);

describe('the options of the benchmark', () => {
  it('take three rounds of everything unless told', () => {
    expect(parse()).toEqual({
      only: undefined,
      size: 'full',
      rounds: 3,
      orders: undefined,
      baselines: 'measured',
      json: undefined,
    });
  });

  it('take one round when it is to be quick, or as many as one wants', () => {
    expect(parse('--quick').rounds).toBe(1);
    expect(parse('--quick', '--rounds', '2')).toMatchObject({ size: 'quick', rounds: 2 });
  });

  it('choose a case or one figure of it', () => {
    expect(parse('--only', 'saga.in-process').only).toBe('saga.in-process');
  });

  it.each([
    [['--only', 'sagas'], '--only takes one of saga, saga.in-process, idle, not "sagas".'],
    [['--rounds', '0'], '--rounds takes a whole number from 1 on, not "0".'],
    [['--fast'], "Unknown option '--fast'. npm run bench"],
  ])('refuse %j in one sentence', (args, sentence) => {
    expect(() => parse(...args)).toThrow(sentence);
  });
});
