import { inspect } from 'node:util';
import { z } from 'zod';
import { agentConfig, agentSettings } from './agent-config.js';

const schema = z.object(agentConfig);
const settingsOf = (env: Record<string, string>) => agentSettings(schema.parse(env));

describe('the settings of the agent', () => {
  it('are those of an agent without a model when nothing is set', () => {
    expect(settingsOf({})).toMatchObject({
      apiKey: undefined,
      baseUrl: 'https://api.anthropic.com',
      models: { quick: 'claude-haiku-5-5', deep: 'claude-sonnet-5-5' },
      limits: { timeoutMs: 60_000, turns: 8, tokens: 200_000, costMicroUsd: 1_000_000 },
    });
  });

  it.each(['', '  ', '\n'])('take the key %j for none', (ANTHROPIC_API_KEY) => {
    expect(settingsOf({ ANTHROPIC_API_KEY }).apiKey).toBeUndefined();
  });

  it('take a key from a file with its line break, and do not show it', () => {
    const { apiKey } = settingsOf({ ANTHROPIC_API_KEY: 'key-1\n' });
    expect(apiKey?.reveal()).toBe('key-1');
    expect(inspect(apiKey)).not.toContain('key-1');
  });

  it('take cents, and parts of them', () => {
    const { limits, budget } = settingsOf({ ANALYSIS_MAX_COST_CENTS: '0.5', ANALYSIS_BUDGET_USER_CENTS: '0' });
    expect([limits.costMicroUsd, budget.userMicroUsd]).toEqual([5_000, 0]);
  });

  it.each([
    ['ANALYSIS_MAX_TURNS', '0'],
    ['ANALYSIS_TIMEOUT_SECONDS', 'soon'],
    ['ANALYSIS_BUDGET_ALL_CENTS', '-1'],
    ['ANTHROPIC_BASE_URL', 'ftp://somewhere'],
  ])('refuse %s=%s', (name, value) => {
    expect(schema.safeParse({ [name]: value }).error?.issues.map(({ path }) => path)).toEqual([[name]]);
  });
});
