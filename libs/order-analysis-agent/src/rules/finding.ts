import type { Finding } from '@shop/api-contracts';
import type { CaseFile } from './case-file.js';

/** Looks for one thing, or a few that exclude each other. */
export type Rule = (file: CaseFile) => readonly Finding[];

export const nothing: readonly Finding[] = [];

export function found(
  code: Finding['code'],
  severity: Finding['severity'],
  detail: string,
  evidence: readonly string[],
): readonly Finding[] {
  return [{ code, severity, detail, evidence: [...evidence] }];
}
