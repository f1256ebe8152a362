import type { Analysis } from '@shop/api-contracts';
import { newId } from '@shop/kernel';
import type { AnalysisResult, Suggestion } from '@shop/order-analysis-agent';

/** An answer that suggests these, as an agent of whatever kind could. */
export function suggested(
  ...wanted: readonly (Partial<Suggestion> & Pick<Suggestion, 'action' | 'orderId'>)[]
): AnalysisResult {
  const suggestions = wanted.map((suggestion): Suggestion => ({
    amountMinor: null,
    deadLetterId: null,
    reason: `try ${suggestion.action}`,
    ...suggestion,
  }));
  const analysis: Analysis = {
    id: newId(),
    source: 'rules',
    model: null,
    depth: 'quick',
    summary: 'Something could be done.',
    risk: { score: 0, level: 'low' },
    findings: [],
    recommendations: suggestions.map(({ action, reason: text, orderId }) => ({
      action,
      text,
      orderId,
      proposalId: null,
    })),
    toolCalls: [],
    usage: {
      inputTokens: 0,
      cacheReadTokens: 0,
      cacheWriteTokens: 0,
      outputTokens: 0,
      modelCalls: 0,
      estimatedCostMicroUsd: 0,
    },
    degraded: null,
    trigger: 'request',
    createdAt: new Date().toISOString(),
  };
  return { analysis, suggestions };
}
