import type { Limits, Panel } from './dashboard.js';

/** The datasource's uid is that of observability/grafana/provisioning. */
export const PROMETHEUS = { type: 'prometheus', uid: 'prometheus' };

/** A panel as Grafana's files have it, apart from its place. */
export function grafanaPanel(panel: Panel): object {
  const { kind, title, about, unit, queries } = panel;
  const isNow = kind === 'figure' || kind === 'bars' || kind === 'list';
  return {
    title,
    description: about,
    datasource: PROMETHEUS,
    ...visualisation(panel),
    fieldConfig: { defaults: { unit, ...valuesOf(panel) }, overrides: [] },
    targets: queries.map(({ expr, legend }, index) => ({
      refId: String.fromCharCode('A'.charCodeAt(0) + index),
      datasource: PROMETHEUS,
      expr,
      legendFormat: legend,
      instant: isNow,
      range: !isNow,
      format: kind === 'heat' ? 'heatmap' : kind === 'list' ? 'table' : 'time_series',
    })),
  };
}

function visualisation({ kind }: Panel): object {
  const legend = { displayMode: 'list', placement: 'bottom', showLegend: true };
  const tooltip = { mode: 'multi', sort: 'desc' };
  const reduceOptions = { calcs: ['lastNotNull'], fields: '', values: false };
  switch (kind) {
    case 'lines':
    case 'stacked':
      return { type: 'timeseries', options: { legend, tooltip } };
    case 'figure':
      return {
        type: 'stat',
        options: { reduceOptions, colorMode: 'background', graphMode: 'none', textMode: 'value' },
      };
    case 'bars':
      return { type: 'bargauge', options: { reduceOptions, orientation: 'horizontal', displayMode: 'basic' } };
    case 'states':
      return { type: 'state-timeline', options: { legend, mergeValues: true, showValue: 'never' } };
    case 'heat':
      return { type: 'heatmap', options: { calculate: false, yAxis: { unit: 's' }, cellGap: 0 } };
    case 'list':
      return { type: 'table', options: { showHeader: true } };
  }
}

function valuesOf({ kind, limits }: Panel): object {
  const thresholds = limits && {
    thresholds: { mode: 'absolute', steps: steps(limits) },
    color: { mode: 'thresholds' },
  };
  switch (kind) {
    case 'lines':
      return {
        min: 0,
        custom: { fillOpacity: 5, showPoints: 'never', ...(limits && { thresholdsStyle: { mode: 'line' } }) },
        ...(limits && { thresholds: { mode: 'absolute', steps: steps(limits) } }),
      };
    case 'stacked':
      return { min: 0, custom: { fillOpacity: 40, showPoints: 'never', stacking: { mode: 'normal', group: 'A' } } };
    case 'states':
      return {
        custom: { fillOpacity: 80 },
        color: { mode: 'thresholds' },
        thresholds: {
          mode: 'absolute',
          steps: [
            { color: 'transparent', value: null },
            { color: 'blue', value: 1 },
          ],
        },
      };
    case 'figure':
    case 'bars':
    case 'heat':
    case 'list':
      return thresholds ?? { color: { mode: 'fixed', fixedColor: 'blue' } };
  }
}

function steps({ warn, bad, lowIsBad = false }: Limits): readonly object[] {
  const [below, between, above] = lowIsBad ? ['red', 'orange', 'green'] : ['green', 'orange', 'red'];
  const [first, second] = lowIsBad ? [bad, warn] : [warn, bad];
  return [
    { color: below, value: null },
    { color: between, value: first },
    { color: above, value: second },
  ];
}
