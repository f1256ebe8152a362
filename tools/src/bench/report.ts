import type { Result } from './bench-case.js';
import { shopCpu } from './cpu-time.js';
import type { CpuTimes } from './cpu-time.js';

/** One line per figure beside its baseline, and what CPU both took. */
export function tableOf(results: readonly Result[]): string {
  const head = ['figure', 'median', 'min–max', 'unit', 'baseline', 'median', 'min–max', 'ratio', 'in CPU'];
  const rows = results.map(({ name, value, spread, unit, baseline, ratio, cpuRatio }) => [
    name,
    number(value),
    spread.map(number).join('–'),
    unit,
    baseline.name,
    ...(ratio === null ? ['left out', ''] : [number(baseline.value), baseline.spread.map(number).join('–')]),
    times(ratio),
    times(cpuRatio),
  ]);
  return aligned([head, ...rows]);
}

/** What else was measured: microseconds of CPU per unit, by process, and whatever a case has to say. */
export function detailsOf(results: readonly Result[]): string {
  const lines = results.flatMap(({ name, cpu, also, baseline }) => [
    ...details(name, cpu, also),
    ...details(`  ${baseline.name}`, baseline.cpu, baseline.also),
  ]);
  // Several figures of one measurement would all say the same.
  return aligned(lines.filter(([, text], index) => lines.findIndex(([, other]) => other === text) === index));
}

function details(name: string, cpu: CpuTimes, also: Readonly<Record<string, number>>): string[][] {
  const listed = (values: Readonly<Record<string, number>>) =>
    Object.entries(values)
      .map(([key, value]) => `${key} ${number(value)}`)
      .join(', ');
  return [
    ...(Object.keys(cpu).length > 0 ? [[name, `CPU ${number(shopCpu(cpu))} µs per unit: ${listed(cpu)}`]] : []),
    ...(Object.keys(also).length > 0 ? [[name, listed(also)]] : []),
  ];
}

export function environmentTable(facts: Readonly<Record<string, string>>): string {
  return aligned(Object.entries(facts).map(([name, value]) => [name, value]));
}

function number(value: number): string {
  if (!Number.isFinite(value)) return '–';
  return Math.abs(value) >= 100 ? Math.round(value).toLocaleString('en') : String(Number(value.toPrecision(3)));
}

function aligned(rows: readonly (readonly string[])[]): string {
  const widths = rows.reduce<number[]>(
    (sofar, row) => row.map((cell, column) => Math.max(cell.length, sofar[column] ?? 0)),
    [],
  );
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

function times(ratio: number | null): string {
  return ratio === null ? '' : `${ratio.toFixed(2)}×`;
}
