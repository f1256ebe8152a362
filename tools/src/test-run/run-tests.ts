import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { findPromtool, howToGetPromtool } from '../observability/promtool.js';
import { stopRequested } from '../infrastructure/stop-signal.js';
import { howToInstall } from '../k8s-check/run-k8s-check.js';
import { fetchSchemas } from '../k8s-check/sources/fetch-schemas.js';
import { runJest } from './run-jest.js';
import { describeTally, nothing, sum } from './tally.js';
import type { Tally } from './tally.js';
import { startTestInfrastructure } from './test-infrastructure.js';

interface Suite {
  readonly directory: string;
  /** Passed on to Jest. */
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  readonly signal: AbortSignal;
}

/** `npm test`: prints the last line that the contract promises; resolves with the exit code. */
export async function runTests(args: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  const directory = mkdtempSync(join(tmpdir(), 'shop-test-'));
  chmodSync(directory, 0o755); // run by root, Postgres is another user that has to get in here
  const stopping = new AbortController();
  void stopRequested().then(() => stopping.abort());
  const suite: Suite = { directory, args: chosen(args), env: withoutOurs(env), signal: stopping.signal };
  try {
    const tallies = [await unitToKafka(suite), stopping.signal.aborted ? nothing : await endToEnd(suite)];
    const total = sum(tallies);
    console.log(describeTally(total));
    return stopping.signal.aborted ? 130 : total.failed === 0 ? 0 : 1;
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/** With a pattern (`npm test -- libs/kernel`) one of the two runs may have nothing to do. */
function chosen(args: readonly string[]): readonly string[] {
  return args.length === 0 ? [] : [...args, '--passWithNoTests'];
}

/** A test must not come by accident upon the cluster that this shell works with. */
function withoutOurs(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const ours = /^(PG[A-Z]+|DATABASE_URL|KAFKA_BROKERS|PORT|TEST_DATABASE_URL|TEST_KAFKA_BROKERS)$/;
  return Object.fromEntries(Object.entries(env).filter(([key]) => !ours.test(key)));
}

async function unitToKafka({ directory, args, env, signal }: Suite): Promise<Tally> {
  progress('Starting Postgres and Kafka for the tests …');
  const infrastructure = await startTestInfrastructure(join(directory, 'infrastructure'), progress);
  const missing = infrastructure.withoutKafka;
  if (missing !== undefined)
    progress(
      `Without Kafka, whose tests are skipped: ${missing}. On Debian: apt-get install default-jre-headless maven`,
    );
  if (findPromtool() === undefined)
    progress(`Without promtool the rules of Prometheus are not tested: ${howToGetPromtool}`);
  const withoutSchemas = await fetchSchemasForTests(progress);
  try {
    const reportFile = join(directory, 'unit-to-kafka.json');
    // Two at least: on two cores Jest would take one, and most of our tests wait for a socket.
    const workers = Math.max(2, availableParallelism() - 1);
    const withServers = { ...env, ...infrastructure.env };
    const tally = await runJest({ project: '.', args, env: withServers, reportFile, workers, signal });
    // A developer may do without; CI must not.
    const skipped = [missing, withoutSchemas].filter((reason) => reason !== undefined).length;
    return env['CI'] === 'true' ? { ...tally, failed: tally.failed + skipped } : tally;
  } finally {
    await infrastructure.stop();
  }
}

/** For the specs that check k8s/. @returns why they are skipped, if they are */
async function fetchSchemasForTests(print: (line: string) => void): Promise<string | undefined> {
  const reason = await fetchSchemas(print).catch((error: unknown) => String(error));
  if (reason !== undefined) print(`Without the check of k8s/, which is skipped: ${reason}. On Debian: ${howToInstall}`);
  return reason;
}

/** E2E_START_SHOP tells the suite's globalSetup to start a shop of its own; without it, it looks for one that is running. */
function endToEnd({ directory, args, env, signal }: Suite): Promise<Tally> {
  progress('End-to-end: a whole shop, tested from outside …');
  const reportFile = join(directory, 'end-to-end.json');
  const withShop = { ...env, E2E_START_SHOP: 'true' };
  // One at a time: all files share the shop, and some kill parts of it.
  return runJest({ project: 'apps/shop-e2e', args, env: withShop, reportFile, workers: 1, signal });
}

function progress(line: string): void {
  console.error(line);
}
