import { isAppError, systemClock } from '@shop/kernel';
import type { Clock } from '@shop/kernel';
import type { AnalysisRequest, AnalysisResult } from '../analyst.js';
import { adviseOwner } from './advise-owner.js';
import { adviseStaff } from './advise-staff.js';
import { answer } from './answer.js';
import { findingsOf } from './find.js';
import { answerQuestion } from './question/answer-question.js';
import { orderIn } from './question/read-question.js';
import { readCase } from './read-case.js';
import { Readings } from './readings.js';
import { riskOf } from './risk-score.js';
import { tellable } from './suspicions.js';
import { summaryOf } from './summary.js';

/**
 * The analysis without a model: the same facts give the same answer. A question that has an order's id in it is answered with that
 * order, any other with numbers and whatever stands out. What may not or cannot be read is left out, and the summary says so.
 * @throws AppError what the order itself cannot be read for, `not-found` above all; the reason of `request.signal`
 */
export async function analyseByRules(request: AnalysisRequest, clock: Clock = systemClock): Promise<AnalysisResult> {
  const readings = new Readings(request);
  const now = clock.now();
  const outcome = await analyse(request, readings, now);
  await request.onProgress?.({ event: 'text', data: { text: outcome.summary } });
  return answer(request, readings, outcome, now);
}

async function analyse(request: AnalysisRequest, readings: Readings, now: Date) {
  const { subject } = request;
  if (subject.kind === 'order') return analyseOrder(subject.orderId, request, readings, now);
  const orderId = orderIn(subject.question);
  if (orderId === undefined) return answerQuestion(subject, request, readings, now);
  try {
    return await analyseOrder(orderId, request, readings, now);
  } catch (error) {
    // The id of something else, a customer for one.
    if (!isAppError(error) || error.kind !== 'not-found') throw error;
    return answerQuestion(subject, request, readings, now);
  }
}

async function analyseOrder(orderId: string, request: AnalysisRequest, readings: Readings, now: Date) {
  const file = await readCase(orderId, request, readings, now);
  const findings = tellable(findingsOf(file), file.rights);
  const risk = riskOf(findings);
  const codes = new Set(findings.map(({ code }) => code));
  const advice = file.rights === 'owner' ? adviseOwner(file, codes) : adviseStaff({ file, codes, risk });
  return { summary: summaryOf(file, findings, risk, advice), risk, findings, advice };
}
