import { span, SpanKind } from '@shop/telemetry';
import type { AnalysisRequest, AnalysisResult } from '../analyst.js';

/** One analysis as a span; the calls of the model and the tools are beneath it. */
export function invokeAgentSpan(
  analysisId: string,
  { depth, trigger, facts }: AnalysisRequest,
  work: () => Promise<AnalysisResult>,
): Promise<AnalysisResult> {
  const attributes = {
    'gen_ai.operation.name': 'invoke_agent',
    'gen_ai.provider.name': 'anthropic',
    'gen_ai.agent.name': 'order-analysis',
    'gen_ai.conversation.id': analysisId,
    'shop.analysis.depth': depth,
    'shop.analysis.trigger': trigger,
    'shop.analysis.rights': facts.rights,
  };
  return span(
    'invoke_agent order-analysis',
    () => ({ kind: SpanKind.INTERNAL, attributes }),
    async (opened) => {
      const result = await work();
      const { source, degraded, usage } = result.analysis;
      opened?.set({
        'shop.analysis.source': source,
        'gen_ai.usage.input_tokens': usage.inputTokens + usage.cacheReadTokens + usage.cacheWriteTokens,
        'gen_ai.usage.output_tokens': usage.outputTokens,
        ...(degraded && { 'shop.analysis.degraded': degraded.reason }),
      });
      return result;
    },
  );
}
