import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from '../infrastructure/repository.js';
import { alerts, ruleTests } from './rule-files.js';
import type { Alert } from './rule-files.js';

const all = alerts();
const names = [...new Set(all.map(({ alert }) => alert))];
const kebab = (name: string) => name.replace(/(?<=[a-z])(?=[A-Z])/g, '-').toLowerCase();
const runbookOf = (name: string) => `docs/runbooks/${kebab(name)}.md`;
const textOf = (path: string) => readFileSync(join(repositoryRoot, path), 'utf8');
/** Not of an alert: what to do when a database is lost. */
const isOfAnAlert = (page: string) => page !== 'README.md' && !page.startsWith('disaster-recovery');

describe('the alerts', () => {
  it('are about all that operators have to know of', () => {
    expect(names).toHaveLength(21);
    expect(names).toEqual(expect.arrayContaining(['OrderFinalityBudgetBurning', 'SagasStuck', 'DeadLettersOpen']));
  });

  it.each(all.map((alert) => [`${alert.alert} (${alert.labels.severity})`, alert] as const))(
    '%s says how bad it is, what it is about and what to do',
    (_, { alert, labels, annotations }) => {
      expect(['page', 'ticket']).toContain(labels.severity);
      expect(Object.keys(annotations).sort()).toEqual(['description', 'runbook', 'summary']);
      expect(annotations['runbook']).toBe(runbookOf(alert));
    },
  );
});

describe('the tests of the alerts', () => {
  const looks = ruleTests().flatMap((test) => test.alert_rule_test ?? []);
  const queries = ruleTests().flatMap((test) => test.promql_expr_test ?? []);

  const isSeenFiring = ({ alert, labels }: Alert) =>
    looks.some(
      ({ alertname, exp_alerts: expected = [] }) =>
        alertname === alert && expected.some(({ exp_labels }) => exp_labels.severity === labels.severity),
    );
  const isSeenQuiet = (name: string) =>
    looks.some(({ alertname, exp_alerts: expected = [] }) => alertname === name && expected.length === 0) ||
    queries.some(({ expr, exp_samples: samples = [] }) => expr.includes(`"${name}"`) && samples.length === 0);

  it('have each alert fire, at each severity', () => {
    const untested = all.filter((alert) => !isSeenFiring(alert));
    expect(untested.map(({ alert, labels }) => `${alert} (${labels.severity})`)).toEqual([]);
  });

  it('have each alert keep quiet', () => {
    expect(names.filter((name) => !isSeenQuiet(name))).toEqual([]);
  });

  it('are about alerts that there are', () => {
    expect(looks.map(({ alertname }) => alertname).filter((name) => !names.includes(name))).toEqual([]);
  });
});

describe('the runbooks', () => {
  const headings = ['What it means', 'What customers notice', 'First look', 'Causes', 'It is over when', 'Escalate'];

  it.each(names)('of %s is there, with every part', (name) => {
    expect(existsSync(join(repositoryRoot, runbookOf(name)))).toBe(true);
    const text = textOf(runbookOf(name));
    expect(text.startsWith(`# ${name}\n`)).toBe(true);
    expect(headings.filter((heading) => !text.includes(`\n## ${heading}\n`))).toEqual([]);
  });

  it('are each the runbook of an alert, and listed', () => {
    const pages = readdirSync(join(repositoryRoot, 'docs/runbooks')).filter((page) => page.endsWith('.md'));
    const known = names.map((name) => `${kebab(name)}.md`);
    expect(pages.filter(isOfAnAlert).filter((page) => !known.includes(page))).toEqual([]);
    const list = textOf('docs/runbooks/README.md');
    expect(known.filter((page) => !list.includes(`](${page})`))).toEqual([]);
  });
});
