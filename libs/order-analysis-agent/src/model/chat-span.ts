import type { AppError } from '@shop/kernel';
import { span, SpanKind } from '@shop/telemetry';
import type { SpanSettings } from '@shop/telemetry';
import type { MessageAssembly } from './message-assembly.js';
import type { ModelRequest } from './model-client.js';
import { promptTokens } from './model-usage.js';

interface Chat {
  readonly origin: string;
  readonly request: ModelRequest;
  /** Fills while the work runs. */
  readonly message: MessageAssembly;
}

/** One call of the model as a span of OpenTelemetry's conventions for generative AI. Nothing of what is said is in it. */
export function chatSpan(
  { origin, request, message }: Chat,
  work: () => Promise<AppError | undefined>,
): Promise<AppError | undefined> {
  const describe = (): SpanSettings => ({
    kind: SpanKind.CLIENT,
    attributes: {
      'gen_ai.operation.name': 'chat',
      'gen_ai.provider.name': 'anthropic',
      'gen_ai.request.model': request.model,
      'gen_ai.request.max_tokens': request.max_tokens,
      'gen_ai.output.type': 'json',
      ...addressOf(origin),
    },
  });
  return span(`chat ${request.model}`, describe, async (opened) => {
    const failure = await work();
    const { tokens, id, stopReason } = message;
    opened?.set({
      // The conventions count what came from the cache, or went there, as sent.
      'gen_ai.usage.input_tokens': promptTokens(tokens),
      'gen_ai.usage.cache_read.input_tokens': tokens.cacheReadTokens,
      'gen_ai.usage.cache_creation.input_tokens': tokens.cacheWriteTokens,
      'gen_ai.usage.output_tokens': tokens.outputTokens,
      ...(id !== '' && { 'gen_ai.response.id': id }),
      ...(stopReason !== null && { 'gen_ai.response.finish_reasons': [stopReason] }),
    });
    if (failure) opened?.failAs(failure.code);
    return failure;
  });
}

function addressOf(origin: string): Record<string, string | number> {
  const { protocol, hostname, port } = new URL(origin);
  return { 'server.address': hostname, 'server.port': Number(port || (protocol === 'https:' ? 443 : 80)) };
}
