import type { Baseline, Result } from './bench-case.js';
import type { Sample } from './contenders.js';
import { shopCpu } from './cpu-time.js';
import type { CpuTimes } from './cpu-time.js';
import { spreadOf } from './statistics.js';

export interface Figure {
  readonly name: string;
  readonly what: string;
  readonly unit: string;
}

export function resultOf(
  figure: Figure,
  samples: readonly Sample[],
  against: { readonly name: string; readonly samples: readonly Sample[] },
): Result {
  const [own, other] = [summaryOf(samples), summaryOf(against.samples)];
  const baseline: Baseline = { name: against.name, ...other };
  const ratio = other.rounds.length === 0 ? null : rounded(own.value / other.value, 3);
  const [spent, spentByOther] = [shopCpu(own.cpu), shopCpu(other.cpu)];
  const cpuRatio = spent > 0 && spentByOther > 0 ? rounded(spentByOther / spent, 3) : null;
  return { ...figure, ...own, baseline, ratio, cpuRatio };
}

function summaryOf(samples: readonly Sample[]) {
  const rounds = samples.map(({ value }) => rounded(value, 2));
  const { median, min, max } = spreadOf(rounds);
  return {
    value: rounded(median, 2),
    spread: [min, max] as const,
    rounds,
    cpu: medians(samples.map(({ cpu }) => cpu)),
    also: medians(samples.map(({ also }) => also)),
  };
}

function medians(records: readonly CpuTimes[]): CpuTimes {
  const names = new Set(records.flatMap((record) => Object.keys(record)));
  const median = (name: string) => rounded(spreadOf(records.flatMap((record) => record[name] ?? [])).median, 2);
  return Object.fromEntries([...names].map((name) => [name, median(name)]));
}

function rounded(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
