import type { Finding, Risk } from '@shop/api-contracts';
import { newId } from '@shop/kernel';
import type { AnalysisRequest, AnalysisResult } from '../analyst.js';
import type { Advice } from './advice.js';
import type { Readings } from './readings.js';

interface Outcome {
  readonly summary: string;
  readonly risk: Risk;
  readonly findings: readonly Finding[];
  readonly advice: readonly Advice[];
}

const noUsage = {
  inputTokens: 0,
  cacheReadTokens: 0,
  cacheWriteTokens: 0,
  outputTokens: 0,
  modelCalls: 0,
  estimatedCostMicroUsd: 0,
};

/** The outcome in the shape that every analysis has. */
export function answer(
  { depth, trigger }: AnalysisRequest,
  { toolCalls }: Readings,
  { summary, risk, findings, advice }: Outcome,
  now: Date,
): AnalysisResult {
  return {
    analysis: {
      id: newId(),
      source: 'rules',
      model: null,
      depth,
      summary,
      risk,
      findings: [...findings],
      recommendations: advice.map(({ recommendation }) => recommendation),
      toolCalls,
      usage: noUsage,
      degraded: null,
      trigger,
      createdAt: now.toISOString(),
    },
    suggestions: advice.map(({ suggestion }) => suggestion),
  };
}
