import { answerSchema } from './answer-schema.js';
import type { Answer } from './answer-schema.js';

const MAX_FAULTS = 10;

export type CheckedAnswer =
  | { readonly answer: Answer }
  /** For the model, which is told once what to mend. They repeat what it has written. */
  | { readonly faults: readonly string[] };

/** @param evidence all ids that the tools have really given in this analysis */
export function checkAnswer(text: string, evidence: ReadonlySet<string>): CheckedAnswer {
  const parsed = answerSchema.safeParse(jsonOf(text));
  if (!parsed.success) {
    const faults = parsed.error.issues.map(({ path, message }) => `${path.join('.') || 'the answer'}: ${message}`);
    return { faults: faults.slice(0, MAX_FAULTS) };
  }
  const faults = parsed.data.findings.flatMap((found, at) =>
    found.evidence
      .filter((id) => !evidence.has(id))
      .map((id) => `findings.${at}.evidence: no tool has given the id ${JSON.stringify(id)}`),
  );
  return faults.length > 0 ? { faults: faults.slice(0, MAX_FAULTS) } : { answer: parsed.data };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
