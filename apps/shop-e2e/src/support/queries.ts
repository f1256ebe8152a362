import { readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parse } from 'yaml';

const folder = resolve(__dirname, '../../../../observability');

/** PromQL, and who asks it. */
export interface Query {
  readonly where: string;
  readonly expr: string;
}

interface RuleFile {
  readonly groups: readonly {
    readonly rules: readonly { readonly alert?: string; readonly record?: string; readonly expr: string }[];
  }[];
}

interface DashboardFile {
  readonly title: string;
  readonly panels: readonly { readonly title: string; readonly targets?: readonly { readonly expr: string }[] }[];
}

/** Everything that rules and panels ask for, as the files of observability/ have it. */
export function allQueries(): readonly Query[] {
  const rules = read('prometheus/rules').flatMap((text) =>
    (parse(text) as RuleFile).groups.flatMap((one) => one.rules),
  );
  const dashboards = read('grafana/dashboards').map((text) => JSON.parse(text) as DashboardFile);
  return [
    ...rules.map(({ alert, record, expr }) => ({ where: alert ?? record ?? '', expr })),
    ...dashboards.flatMap(({ title, panels }) =>
      panels.flatMap((panel) => (panel.targets ?? []).map(({ expr }) => ({ where: `${title}: ${panel.title}`, expr }))),
    ),
  ];
}

function read(path: string): readonly string[] {
  return readdirSync(resolve(folder, path)).map((name) => readFileSync(resolve(folder, path, name), 'utf8'));
}
