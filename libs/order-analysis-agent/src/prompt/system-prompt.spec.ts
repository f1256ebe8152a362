import { findingCode, recommendation } from '@shop/api-contracts';
import { riskWeights } from '../rules/risk-score.js';
import { systemPrompt } from './system-prompt.js';

describe('the system prompt', () => {
  it.each(findingCode.options)('says when to use the finding %s', (code) => {
    expect(systemPrompt).toContain(`| \`${code}\` | `);
  });

  it.each(recommendation.shape.action.options)('says when to recommend %s', (action) => {
    expect(systemPrompt).toMatch(new RegExp(`\\| \`${action}\` \\| [A-Z]`));
  });

  it('counts the risk as the rules do', () => {
    for (const [code, weight] of Object.entries(riskWeights)) expect(systemPrompt).toContain(`${code} ${weight}`);
  });

  it('is long enough to be kept in the cache, and no longer than it needs to be', () => {
    const tokens = systemPrompt.length / 4;
    expect(tokens).toBeGreaterThan(1_024);
    expect(tokens).toBeLessThan(2_500);
  });
});
