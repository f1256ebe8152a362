import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { detectKafkaTools } from '../infrastructure/detect-java.js';
import { isKafkaFetched } from '../infrastructure/kafka-distribution.js';
import { stopRequested } from '../infrastructure/stop-signal.js';
import type { BenchCase, BenchRun, Result } from './bench-case.js';
import { parseBenchOptions } from './bench-options.js';
import type { BenchOptions } from './bench-options.js';
import { environmentFacts } from './environment.js';
import { detailsOf, environmentTable, tableOf } from './report.js';
import { inboxCase } from './inbox.case.js';
import { gatewayCase } from './gateway.case.js';
import { idleCase } from './idle.case.js';
import { latencyCase } from './latency.case.js';
import { recoveryCase } from './recovery.case.js';
import { sagaCase } from './saga.case.js';
import { Started } from './started.js';

const cases: readonly BenchCase[] = [inboxCase, sagaCase, gatewayCase, latencyCase, recoveryCase, idleCase];
const names = [...new Set(cases.flatMap(({ name, figures }) => [name, ...figures]))];

/** @returns the exit code: 0 measured, 1 failed or stopped, 2 for a wrong command line */
export async function runBench(args: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  let options: BenchOptions;
  try {
    options = parseBenchOptions(args, names);
  } catch (error) {
    return complain(error, 2);
  }
  const tools = await detectKafkaTools({ fetched: isKafkaFetched() });
  if (!tools.available) return complain(new Error(`The benchmark needs Kafka: ${tools.reason}.`), 1);
  const stopping = new AbortController();
  const started = new Started();
  const stopped = stopRequested().then(async () => {
    stopping.abort();
    process.stderr.write('Stopping …\n');
    await started.stopAll();
    return 1;
  });
  const directory = mkdtempSync(join(tmpdir(), 'shop-bench-'));
  chmodSync(directory, 0o755); // run by root, Postgres is another user that has to get in here
  try {
    const code = await Promise.race([
      benchmark(options, { directory, env, started, signal: stopping.signal }),
      stopped,
    ]);
    return stopping.signal.aborted ? await stopped : code;
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

type Surroundings = Pick<BenchRun, 'directory' | 'env' | 'started'> & { readonly signal: AbortSignal };

/** A case that fails costs its own figures alone. */
async function benchmark(options: BenchOptions, around: Surroundings): Promise<number> {
  const environment = await environmentFacts(around.env);
  const note = (facts: Readonly<Record<string, string>>) => void Object.assign(environment, facts);
  const results: Result[] = [];
  const failures: string[] = [];
  for (const one of cases) {
    const wanted = wantedOf(one, options.only);
    if (wanted.size === 0) continue;
    try {
      const found = await one.run({ options, ...around, progress: progressOf(one.name), note }, wanted);
      results.push(...found);
      console.log(`\n${one.name}: ${one.about}\n\n${tableOf(found)}\n\n${detailsOf(found)}\n`);
    } catch (error) {
      if (around.signal.aborted) return 1;
      failures.push(`${one.name}: ${error instanceof Error ? error.message : String(error)}`);
      complain(failures.at(-1), 1);
    }
  }
  console.log(environmentTable(environment));
  if (options.json)
    writeFileSync(options.json, `${JSON.stringify({ environment, options, results, failures }, null, 2)}\n`);
  return failures.length === 0 ? 0 : 1;
}

function wantedOf({ name, figures }: BenchCase, only: string | undefined): ReadonlySet<string> {
  return new Set(figures.filter((figure) => only === undefined || only === name || only === figure));
}

function progressOf(name: string): (line: string) => void {
  const startedAt = performance.now();
  return (line) => {
    const seconds = ((performance.now() - startedAt) / 1_000).toFixed(0);
    process.stderr.write(`${seconds.padStart(5)} s  ${name}: ${line}\n`);
  };
}

function complain(error: unknown, code: number): number {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  return code;
}
