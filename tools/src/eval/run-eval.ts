import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { invalid, isAppError } from '@shop/kernel';
import { stopRequested } from '../infrastructure/stop-signal.js';
import { agentEnvironment, parseEvalOptions } from './eval-options.js';
import type { EvalOptions } from './eval-options.js';
import { EvalShop } from './eval-shop.js';
import { evaluate, verdictOf } from './evaluate.js';
import type { Outcome } from './evaluate.js';
import { goldenSet } from './golden-set/golden-set.js';
import { costLines, linesOf } from './report.js';
import { scoresOf, shortcomings } from './score.js';

/** The exit code of `npm run eval`: 0 when the scores pass the gate, 1 when not or when it failed, 2 for a wrong command line, 130 when stopped. */
export async function runEval(args: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  const stop = stopRequested();
  try {
    const options = parseEvalOptions(args, env);
    const outcomes = await evaluateIn(options, env, stop);
    return outcomes === 'stopped' ? 130 : report(outcomes, options);
  } catch (error) {
    console.error(isAppError(error) ? error.message : error);
    return isAppError(error) && error.kind === 'invalid' ? 2 : 1;
  }
}

async function evaluateIn(
  options: EvalOptions,
  env: NodeJS.ProcessEnv,
  stop: Promise<void>,
): Promise<readonly Outcome[] | 'stopped'> {
  const { only } = options;
  const cases = goldenSet.filter(({ title }) => only === undefined || title.includes(only));
  if (cases.length === 0) throw invalid('eval.options', `No case has “${only}” in its title.`);
  const directory = mkdtempSync(join(tmpdir(), 'shop-eval-'));
  chmodSync(directory, 0o755); // run by root, Postgres is another user that has to get in here
  const print = timed();
  const shop = new EvalShop({ directory, env: agentEnvironment(options, env), print });
  const work = async () => {
    print('Starting a shop of its own …');
    await shop.start();
    return evaluate(shop, cases, print);
  };
  try {
    return await Promise.race([work(), stop.then(() => 'stopped' as const)]);
  } finally {
    await shop.stop();
    if (options.keep) print(`Logs and data are in ${directory}`);
    else rmSync(directory, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  }
}

function report(outcomes: readonly Outcome[], { json, model }: EvalOptions): number {
  const scores = scoresOf(outcomes.map(verdictOf));
  const weak = [...shortcomings(scores), ...(model === undefined ? [] : answeredByRules(outcomes))];
  for (const line of [...linesOf(scores), ...costLines(outcomes)]) console.log(line);
  for (const line of weak) console.log(`Below the gate: ${line}`);
  if (json !== undefined) {
    const content = { ...scores, ofCodes: Object.fromEntries(scores.ofCodes), shortcomings: weak, outcomes };
    writeFileSync(json, `${JSON.stringify(content, null, 2)}\n`);
  }
  return weak.length === 0 ? 0 : 1;
}

/** No model is better for what the rules have said in its place. */
function answeredByRules(outcomes: readonly Outcome[]): readonly string[] {
  const count = outcomes.filter(({ analysis }) => analysis.source === 'rules').length;
  return count === 0 ? [] : [`the rules had to answer ${count} of ${outcomes.length} times`];
}

function timed(): (line: string) => void {
  const startedAt = performance.now();
  return (line) => {
    const seconds = ((performance.now() - startedAt) / 1_000).toFixed(1);
    process.stderr.write(`${seconds.padStart(6)} s  ${line}\n`);
  };
}
