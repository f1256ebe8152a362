/** One line of figures: `name{labels} value`. */
export interface ExposedSample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** A metric with all its series; a histogram's have the names `…_bucket`, `…_sum` and `…_count`. */
export interface ExposedMetric {
  readonly name: string;
  readonly help: string;
  readonly type: string;
  readonly samples: readonly ExposedSample[];
}

const SAMPLE = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? (\S+)$/;
const LABEL = /(\w+)="((?:[^"\\]|\\.)*)"/g;

/** What a scraper reads in Prometheus' text format. */
export class Exposition {
  private constructor(readonly metrics: ReadonlyMap<string, ExposedMetric>) {}

  /** @throws Error for a line that is none of the format's, or belongs to no metric */
  static parse(text: string): Exposition {
    const metrics = new Map<string, { name: string; help: string; type: string; samples: ExposedSample[] }>();
    let current: { name: string; help: string; type: string; samples: ExposedSample[] } | undefined;
    for (const line of text.split('\n')) {
      const [, keyword, name = '', rest = ''] = /^# (HELP|TYPE) (\S+) (.*)$/.exec(line) ?? [];
      if (keyword === 'HELP') metrics.set(name, (current = { name, help: rest, type: '', samples: [] }));
      else if (keyword === 'TYPE' && current?.name === name) current.type = rest;
      else if (line !== '') {
        const sample = parseSample(line);
        if (!current || !sample.name.startsWith(current.name)) throw new Error(`This line is out of place: ${line}`);
        current.samples.push(sample);
      }
    }
    return new Exposition(metrics);
  }

  /** The series of that name whose labels include these; of a histogram, name `…_count` and the like. */
  samples(name: string, labels: Readonly<Record<string, string>> = {}): readonly ExposedSample[] {
    const wanted = Object.entries(labels);
    return [...this.metrics.values()]
      .flatMap(({ samples }) => samples)
      .filter((sample) => sample.name === name && wanted.every(([label, value]) => sample.labels[label] === value));
  }

  /** The sum of those series; `undefined` if there is none. */
  value(name: string, labels: Readonly<Record<string, string>> = {}): number | undefined {
    const found = this.samples(name, labels);
    return found.length === 0 ? undefined : found.reduce((sum, { value }) => sum + value, 0);
  }
}

function parseSample(line: string): ExposedSample {
  const [, name, labels = '', value] = SAMPLE.exec(line) ?? [];
  if (name === undefined || value === undefined) throw new Error(`This is no sample: ${line}`);
  const pairs = [...labels.matchAll(LABEL)].map(([, label = '', text = '']) => [
    label,
    text.replace(/\\(.)/g, unescape),
  ]);
  return { name, labels: Object.fromEntries(pairs) as Record<string, string>, value: toNumber(value) };
}

const unescape = (_: string, character: string) => (character === 'n' ? '\n' : character);

function toNumber(text: string): number {
  if (text === '+Inf') return Infinity;
  return text === '-Inf' ? -Infinity : Number(text);
}
