import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { dashboards } from './dashboards/dashboard-files.js';
import { findPromtool, howToGetPromtool, promtool } from './promtool.js';
import { inPlainPromQl } from './plain-promql.js';
import { prometheusFolder, ruleFiles, testFiles } from './rule-files.js';

const hasPromtool = findPromtool() !== undefined;
/** Where everything has to be tested, a missing tool is a failure; a developer is told how to get it. */
const describeWithPromtool = hasPromtool || process.env['CI'] === 'true' ? describe : describe.skip;

describeWithPromtool('the rules of Prometheus', () => {
  it(`are checked by promtool (${howToGetPromtool})`, () => {
    expect(hasPromtool).toBe(true);
  });

  it('are configured', () => {
    const { isWell, said } = promtool('check', 'config', '--lint-fatal', join(prometheusFolder, 'prometheus.yml'));
    expect(isWell ? '' : said).toBe('');
  });

  it.each(ruleFiles().map((file) => [basename(file), file]))('%s is well formed', (_, file) => {
    const { isWell, said } = promtool('check', 'rules', '--lint-fatal', file);
    expect(isWell ? '' : said).toBe('');
  });

  it.each(testFiles().map((file) => [basename(file), file]))('do what %s says', (_, file) => {
    const { isWell, said } = promtool('test', 'rules', file);
    expect(isWell ? '' : said).toBe('');
  });
});

describeWithPromtool('the queries of the dashboards', () => {
  it.each(dashboards.map(({ uid, rows }) => [uid, rows] as const))('of %s are PromQL', (_, rows) => {
    const directory = mkdtempSync(join(tmpdir(), 'shop-queries-'));
    const queries = rows.flatMap(({ panels }) => panels).flatMap((panel) => panel.queries);
    const recorded = queries.map(({ expr }, index) => ({ record: `query:${index}`, expr: inPlainPromQl(expr) }));
    const file = join(directory, 'queries.json'); // JSON is YAML
    writeFileSync(file, JSON.stringify({ groups: [{ name: 'queries', rules: recorded }] }));
    const { isWell, said } = promtool('check', 'rules', file);
    rmSync(directory, { recursive: true });
    expect(isWell ? '' : said).toBe('');
  });
});
