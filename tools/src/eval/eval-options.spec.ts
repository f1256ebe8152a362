import { agentEnvironment, parseEvalOptions } from './eval-options.js';

const key = { ANTHROPIC_API_KEY: 'sk-own', ANALYSIS_BUDGET_USER_CENTS: '0', PATH: '/bin' };

describe('the options of the evaluation', () => {
  it('measure the rules, whatever key there is', () => {
    const options = parseEvalOptions([], key);
    expect(options).toEqual({ model: undefined, json: undefined, only: undefined, keep: false });
    expect(agentEnvironment(options, key)).toEqual({ PATH: '/bin' });
  });

  it('measure a model with the key, at any depth, and no budget ends it early', () => {
    const options = parseEvalOptions(['--model', 'claude-x', '--json', 'out.json'], key);
    expect(options).toMatchObject({ model: 'claude-x', json: 'out.json' });
    expect(agentEnvironment(options, key)).toMatchObject({
      ANTHROPIC_API_KEY: 'sk-own',
      ANTHROPIC_MODEL: 'claude-x',
      ANTHROPIC_DEEP_MODEL: 'claude-x',
      ANALYSIS_BUDGET_USER_CENTS: '1000000',
      ANALYSIS_BUDGET_AUTOMATIC_CENTS: '0',
    });
  });

  it('need no key for another API', () => {
    const env = { ANTHROPIC_BASE_URL: 'http://127.0.0.1:1' };
    expect(agentEnvironment(parseEvalOptions(['--model', 'm'], env), env)).toMatchObject({ ANTHROPIC_API_KEY: 'none' });
  });

  it.each([[['--model', 'm']], [['--frob']], [['extra']], [['--only']]])('refuse %j in one line', (args) => {
    expect(() => parseEvalOptions(args, {})).toThrow(expect.objectContaining({ kind: 'invalid' }) as Error);
    expect(() => parseEvalOptions(args, {})).toThrow(/^[^\n]+$/);
  });
});
