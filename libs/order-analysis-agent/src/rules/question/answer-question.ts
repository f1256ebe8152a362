import type { Finding, Risk } from '@shop/api-contracts';
import { amountText } from '@shop/kernel';
import type { AnalysisRequest } from '../../analyst.js';
import { advise } from '../advice.js';
import type { Advice } from '../advice.js';
import type { Readings } from '../readings.js';
import { riskOf } from '../risk-score.js';
import { unreadSentences } from '../summary.js';
import { timeText } from '../wording.js';
import { readQuestion } from './read-question.js';
import type { Wish } from './read-question.js';
import { survey } from './survey.js';
import type { Question, Survey } from './survey.js';
import { findingsOfSurvey } from './survey.rules.js';

/** How many orders are named in a summary, and recommended to be looked at. */
const NAMED = 5;

/** Rules do not understand a question: they read the words that they know in it, and say how they took it. */
export async function answerQuestion(question: Question, request: AnalysisRequest, readings: Readings, now: Date) {
  const wish = readQuestion(question.question, now);
  const seen = await survey(question, wish, request, readings, now);
  const findings = findingsOfSurvey(seen, wish);
  const advice = adviceFor(seen);
  const risk = question.customerId === undefined ? noRisk : riskOf(findings);
  return { summary: summaryOf(seen, wish, findings, readings), risk, findings, advice };
}

const noRisk: Risk = { score: 0, level: 'low' };

function summaryOf(seen: Survey, wish: Wish, findings: readonly Finding[], { missing }: Readings): string {
  const asked = findings.filter((finding) => isAskedFor(finding, wish));
  const others = findings.filter((finding) => !isAskedFor(finding, wish));
  const answer = [...details(asked), ...examples(seen, wish)];
  const besides = findings.length === 0 ? ['There is nothing to tell.'] : details(others);
  return [...answer, ...besides, ...unreadSentences(missing)].join(' ');
}

function isAskedFor({ code }: Finding, wish: Wish): boolean {
  return code === wish.reason || (wish.aboutStuck && code === 'stuck');
}

function details(findings: readonly Finding[]): readonly string[] {
  return findings.map(({ detail }) => detail);
}

function examples({ orders, stuck }: Survey, wish: Wish): readonly string[] {
  if (wish.aboutStuck) {
    const named = stuck.slice(0, NAMED).map(({ orderId, status }) => `${orderId} (${status})`);
    return named.length === 0 ? ['No order is stuck.'] : [`Stuck: ${named.join(', ')}.`];
  }
  const what = (wish.reason ?? wish.status)?.replaceAll('_', ' ');
  if (what === undefined) return [];
  if (orders.length === 0) return [`There is no order with “${what}” ${wish.window}.`];
  const named = orders
    .slice(0, NAMED)
    .map(({ orderId, total, placedAt }) => `${orderId} (${amountText(total)}, ${timeText(placedAt)})`);
  return [`The newest with “${what}”: ${named.join('; ')}.`];
}

function adviceFor({ stuck, circuits }: Survey): readonly Advice[] {
  const waits = circuits.map(({ name }) => advise('wait', `Orders that wait for ${name} go on when it answers.`, null));
  const reviews = stuck
    .slice(0, NAMED)
    .map(({ orderId, lastStep }) =>
      advise(
        'review',
        `Find out what it waits for; its last news came from ${lastStep?.service ?? 'nobody'}.`,
        orderId,
      ),
    );
  const all = [...waits, ...reviews];
  return all.length > 0 ? all : [advise('none', 'Nothing is to be done.', null)];
}
