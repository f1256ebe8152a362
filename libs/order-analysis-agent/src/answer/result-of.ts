import type { Usage } from '@shop/api-contracts';
import type { AnalysisRequest, AnalysisResult } from '../analyst.js';
import type { ToolRunner } from '../loop/run-tools.js';
import { riskOf } from '../rules/risk-score.js';
import { tellable } from '../rules/suspicions.js';
import type { Answer } from './answer-schema.js';
import { adviceOf } from './advice.js';

interface Analysed {
  readonly id: string;
  readonly request: AnalysisRequest;
  readonly model: string;
  readonly usage: Usage;
  readonly runner: Pick<ToolRunner, 'calls' | 'evidence'>;
}

/** The model's answer, checked, as the contract has it. */
export function resultOf({ summary, findings: found, recommendations }: Answer, analysed: Analysed): AnalysisResult {
  const { id, request, model, usage, runner } = analysed;
  const findings = tellable(found, request.facts.rights);
  const advice = recommendations.map((recommended) => adviceOf(recommended, request.subject, runner.evidence));
  return {
    analysis: {
      id,
      source: 'claude',
      model,
      depth: request.depth,
      summary,
      risk: riskOf(findings),
      findings: findings.map((finding) => ({ ...finding, evidence: [...new Set(finding.evidence)] })),
      recommendations: advice.map(({ recommendation }) => recommendation),
      toolCalls: [...runner.calls],
      usage,
      degraded: null,
      trigger: request.trigger,
      createdAt: new Date().toISOString(),
    },
    suggestions: advice.map(({ suggestion }) => suggestion),
  };
}
