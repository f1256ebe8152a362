import type { Finding } from '@shop/api-contracts';
import type { CancellationCause, OverviewFact } from '../../facts/fact.js';
import { counted, listed } from '../wording.js';
import { found, nothing } from '../finding.js';
import { callerOf } from '../steps.js';
import { DECLINES_IN_A_DAY, isHurried } from '../risk.rules.js';
import type { Wish } from './read-question.js';
import { FOUND } from './survey.js';
import type { Survey } from './survey.js';

/** A reason that so many orders, and so large a part of all, have ended for stands out without being asked for. */
const MANY = 3;
const LARGE_PART = 0.1;

export function findingsOfSurvey(survey: Survey, wish: Wish): readonly Finding[] {
  return [
    ...numbers(survey, wish),
    ...reasonsOf(survey, wish),
    ...stuckOnes(survey),
    ...openCircuits(survey),
    ...riskOfCustomer(survey),
  ];
}

function numbers({ overview, orders }: Survey, { window }: Wish): readonly Finding[] {
  if (!overview) return nothing;
  const states = Object.entries(overview.byStatus).map(([status, count]) => `${count} ${status}`);
  const detail =
    states.length === 0
      ? `No orders were placed ${window}.`
      : `${counted(total(overview), 'order')} placed ${window}: ${states.join(', ')}.${causesText(overview)}`;
  return found('overview', 'info', detail, [overview.evidence, ...orders.map(({ evidence }) => evidence)]);
}

function causesText({ byReason }: OverviewFact): string {
  const causes = Object.entries(byReason).sort(([, a], [, b]) => b - a);
  if (causes.length === 0) return '';
  return ` Cancelled for: ${causes.map(([reason, count]) => `${reason.replaceAll('_', ' ')} (${count})`).join(', ')}.`;
}

function reasonsOf({ overview, orders }: Survey, { reason: asked, status }: Wish): readonly Finding[] {
  const isAboutAll = asked === undefined && (status === 'cancelled' || status === 'cancelling');
  const counts = Object.entries(overview?.byReason ?? {}) as [CancellationCause, number][];
  const all = overview ? total(overview) : 0;
  return counts
    .filter(
      ([reason, count]) =>
        count > 0 && (isAboutAll || reason === asked || (count >= MANY && count >= LARGE_PART * all)),
    )
    .flatMap(([reason, count]) => {
      const named = orders.filter((order) => order.reason === reason).map(({ evidence }) => evidence);
      const detail = `${count} of ${counted(all, 'order')} ended with “${reason.replaceAll('_', ' ')}”.`;
      return found(reason, count >= MANY ? 'warning' : 'info', detail, [overview?.evidence ?? [], named].flat());
    });
}

function stuckOnes({ stuck }: Survey): readonly Finding[] {
  if (stuck.length === 0) return nothing;
  const states = [...new Set(stuck.map(({ status }) => status))];
  const count = stuck.length === FOUND ? `${FOUND} orders or more` : counted(stuck.length, 'order');
  const detail = `Nothing has happened for over a minute in ${count} (${listed(states)}).`;
  return found(
    'stuck',
    'critical',
    detail,
    stuck.map(({ evidence }) => evidence),
  );
}

function openCircuits({ circuits }: Survey): readonly Finding[] {
  if (circuits.length === 0) return nothing;
  const names = listed(circuits.map((circuit) => `${circuit.name} (asked by ${callerOf(circuit)})`));
  const detail = `Not answering, and not asked for the moment: ${names}.`;
  return found(
    'circuit_open',
    'critical',
    detail,
    circuits.map(({ evidence }) => evidence),
  );
}

function riskOfCustomer({ customer }: Survey): readonly Finding[] {
  if (!customer) return nothing;
  const { lastHour, lastDay, declinesLastDay, evidence } = customer;
  const often = `The customer has placed ${counted(lastHour, 'order')} in the last hour, ${lastDay} in the last day.`;
  const declined = `${counted(declinesLastDay, 'payment')} of the customer were declined in the last day.`;
  return [
    ...(isHurried(customer) ? found('velocity', 'warning', often, [evidence]) : nothing),
    ...(declinesLastDay >= DECLINES_IN_A_DAY ? found('repeated_declines', 'warning', declined, [evidence]) : nothing),
  ];
}

function total({ byStatus }: OverviewFact): number {
  return Object.values(byStatus).reduce((sum, count) => sum + count, 0);
}
