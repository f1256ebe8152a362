import type { BenchOptions } from './bench-options.js';
import type { CpuTimes } from './cpu-time.js';
import type { Started } from './started.js';

/** A figure beside its baseline; `value`, `baseline.value` are medians of the rounds. */
export interface Result {
  readonly name: string;
  readonly what: string;
  readonly unit: string;
  readonly value: number;
  readonly spread: readonly [min: number, max: number];
  readonly rounds: readonly number[];
  /** Microseconds per unit of work, by process; the median of each over the rounds. */
  readonly cpu: CpuTimes;
  readonly also: Readonly<Record<string, number>>;
  readonly baseline: Baseline;
  /** value / baseline.value; null without a baseline. */
  readonly ratio: number | null;
  /** CPU per unit of the baseline / ours, load generator apart: steadier than the ratio of rates. Null where none was taken. */
  readonly cpuRatio: number | null;
}

export interface Baseline {
  readonly name: string;
  readonly value: number;
  readonly spread: readonly [min: number, max: number];
  readonly rounds: readonly number[];
  readonly cpu: CpuTimes;
  readonly also: Readonly<Record<string, number>>;
}

export interface BenchRun {
  readonly options: BenchOptions;
  /** Empty; its content is deleted after the run. */
  readonly directory: string;
  readonly env: NodeJS.ProcessEnv;
  readonly started: Started;
  readonly progress: (line: string) => void;
  /** For the report's environment: what is known only once servers run. */
  readonly note: (facts: Readonly<Record<string, string>>) => void;
}

export interface BenchCase {
  readonly name: string;
  /** What it prints above its figures: the setting, and what is warm when measuring begins. */
  readonly about: string;
  /** The figures that it has; `--only` takes them too. */
  readonly figures: readonly string[];
  /** Measures the figures in `wanted`, each with its baselines. */
  readonly run: (run: BenchRun, wanted: ReadonlySet<string>) => Promise<readonly Result[]>;
}
