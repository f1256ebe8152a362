import { finding, recommendation } from '@shop/api-contracts';
import { zodOutputFormat } from '@anthropic-ai/sdk/helpers/zod';
import { z } from 'zod';

const MAX_SUMMARY = 4_000;
const MAX_TEXT = 2_000;
const MAX_ENTRIES = 30;

const text = (max: number) => z.string().trim().min(1).max(max);

/**
 * What the model is to answer. The summary is first, for its text is shown while the rest is still being written. What code can
 * know better is not asked for: the risk follows from the findings (`riskOf`), ids of proposals from what is stored.
 */
export const answerSchema = z.strictObject({
  summary: text(MAX_SUMMARY),
  findings: z
    .array(
      z.strictObject({
        code: finding.shape.code,
        severity: finding.shape.severity,
        detail: text(MAX_TEXT),
        evidence: z.array(z.string()).min(1).max(MAX_ENTRIES),
      }),
    )
    .max(MAX_ENTRIES),
  recommendations: z
    .array(
      z.strictObject({
        action: recommendation.shape.action,
        text: text(MAX_TEXT),
        orderId: z.string().nullable(),
        amountMinor: z.int().min(1).max(Number.MAX_SAFE_INTEGER).nullable(),
        deadLetterId: z.string().nullable(),
      }),
    )
    .max(MAX_ENTRIES),
});
export type Answer = z.infer<typeof answerSchema>;

/** Bounds that structured output does not know become words of the schema; `checkAnswer` holds the answer to them. */
export const answerFormat = { type: 'json_schema', schema: zodOutputFormat(answerSchema).schema } as const;
