import type { Dashboard, PanelKind, Row } from './dashboard.js';
import { grafanaPanel, PROMETHEUS } from './grafana-panel.js';

const WIDTH = 24;
const HEIGHT: Readonly<Record<PanelKind, number>> = {
  figure: 4,
  lines: 8,
  stacked: 8,
  bars: 8,
  states: 8,
  heat: 8,
  list: 8,
};

/** The file that Grafana is provisioned with. */
export function toGrafana({ uid, title, about, variables, rows }: Dashboard): object {
  return {
    uid,
    title,
    description: about,
    tags: ['shop'],
    schemaVersion: 39,
    editable: true,
    graphTooltip: 1,
    refresh: '30s',
    time: { from: 'now-1h', to: 'now' },
    timezone: 'browser',
    // From one dashboard to the others, with the time that is being looked at.
    links: [
      { type: 'dashboards', title: 'Shop', tags: ['shop'], asDropdown: false, keepTime: true, includeVars: true },
    ],
    templating: { list: Object.entries(variables).map(([name, values]) => variable(name, values)) },
    annotations: { list: [firingAlerts] },
    panels: layOut(rows),
  };
}

/** Alerts as red stretches over all charts. */
const firingAlerts = {
  name: 'Alerts',
  datasource: PROMETHEUS,
  enable: true,
  iconColor: 'red',
  expr: 'ALERTS{alertstate="firing", severity="page"}',
  titleFormat: '{{alertname}}',
  textFormat: '{{service}}',
  step: '60s',
};

function variable(name: string, values: string): object {
  return {
    name,
    type: 'query',
    datasource: PROMETHEUS,
    query: { query: values, refId: name },
    definition: values,
    refresh: 2,
    sort: 1,
    includeAll: true,
    allValue: '.*',
    current: { text: 'All', value: '$__all' },
  };
}

function layOut(rows: readonly Row[]): readonly object[] {
  let y = 0;
  let id = 0;
  return rows.flatMap(({ title, panels }) => {
    const header = { id: ++id, type: 'row', title, collapsed: false, gridPos: { x: 0, y, w: WIDTH, h: 1 }, panels: [] };
    const width = Math.floor(WIDTH / panels.length);
    const height = Math.max(...panels.map(({ kind }) => HEIGHT[kind]));
    const placed = panels.map((panel, at) => ({
      id: ++id,
      gridPos: { x: at * width, y: y + 1, w: width, h: height },
      ...grafanaPanel(panel),
    }));
    y += 1 + height;
    return [header, ...placed];
  });
}
