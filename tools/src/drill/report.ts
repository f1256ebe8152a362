import type { Losses } from './losses.js';

export interface DrillReport {
  readonly size: 'quick' | 'full';
  /** What does not agree; nothing if all is well. */
  readonly faults: readonly string[];
  readonly promised: Losses;
  /** Not in the restored databases. */
  readonly forgotten: Losses;
  /** Not there at the end either. */
  readonly lost: Losses;
  readonly rpo: { readonly seconds: number; readonly ofDatabases: Readonly<Record<string, number>> };
  readonly rto: {
    /** From the disaster to the first moment at which all services were ready. */
    readonly readySeconds: number;
    /** … and at which nothing was under way and everything agreed. */
    readonly consistentSeconds: number;
    readonly steps: Readonly<Record<string, number>>;
  };
  readonly recovered: Readonly<Record<string, unknown>>;
  readonly rewoundRecords: Readonly<Record<string, number>>;
  readonly views: { readonly streams: number; readonly areTheSame: boolean };
  readonly remarks: readonly string[];
}

/** For people. */
export function linesOf(report: DrillReport): readonly string[] {
  const { promised, forgotten, lost, rpo, rto, recovered, rewoundRecords, views, remarks, faults } = report;
  const kinds = ['orders', 'cancellations', 'registrations'] as const;
  return [
    '',
    'What clients had an answer for       promised  forgotten by the databases  lost in the end',
    ...kinds.map((kind) => `  ${kind.padEnd(34)}${row(promised[kind], forgotten[kind], lost[kind])}`),
    `RPO  ${rpo.seconds} s of commits at most: ${list(rpo.ofDatabases)}`,
    `RTO  ready after ${rto.readySeconds} s, consistent after ${rto.consistentSeconds} s: ${list(rto.steps)}`,
    `Learnt again: ${JSON.stringify(recovered)}`,
    `Heard again, in records: ${list(rewoundRecords)}`,
    `Views from the events of ${views.streams} orders: ${views.areTheSame ? 'the same as before' : 'NOT the same as before'}`,
    ...remarks.map((remark) => `For a person: ${remark}`),
    '',
    faults.length === 0
      ? 'Consistent: orders, payments, stock, labels and the books of provider and carrier agree.'
      : `${faults.length} things do NOT agree:`,
    ...faults.slice(0, 50).map((fault) => `  ${fault}`),
  ];
}

function row(...counts: readonly [number, number, number]): string {
  const [promised, forgotten, lost] = counts.map(String);
  return `${promised?.padStart(10)}${forgotten?.padStart(28)}${lost?.padStart(17)}`;
}

function list(values: Readonly<Record<string, number>>): string {
  return Object.entries(values)
    .map(([name, value]) => `${name} ${value}`)
    .join(', ');
}
