import { writeFileSync } from 'node:fs';
import { invalid } from '@shop/kernel';
import { exitCodeOf, inOwnShop, timed } from '../infrastructure/own-shop.js';
import { agentEnvironment, parseEvalOptions } from './eval-options.js';
import type { EvalOptions } from './eval-options.js';
import { EvalShop } from './eval-shop.js';
import { evaluate, verdictOf } from './evaluate.js';
import type { Outcome } from './evaluate.js';
import { goldenSet } from './golden-set/golden-set.js';
import { costLines, linesOf } from './report.js';
import { scoresOf, shortcomings } from './score.js';

/** The exit code of `npm run eval`: 0 when the scores pass the gate, 1 when not or when it failed, 2 for a wrong command line, 130 when stopped. */
export function runEval(args: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  return exitCodeOf(async () => {
    const options = parseEvalOptions(args, env);
    const outcomes = await evaluateIn(options, env);
    return outcomes === 'stopped' ? outcomes : report(outcomes, options);
  });
}

async function evaluateIn(options: EvalOptions, env: NodeJS.ProcessEnv): Promise<readonly Outcome[] | 'stopped'> {
  const { only, keep } = options;
  const cases = goldenSet.filter(({ title }) => only === undefined || title.includes(only));
  if (cases.length === 0) throw invalid('eval.options', `No case has “${only}” in its title.`);
  const print = timed((line) => process.stderr.write(`${line}\n`));
  const open = (directory: string) => new EvalShop({ directory, env: agentEnvironment(options, env), print });
  return inOwnShop({ name: 'shop-eval', keep, print, open }, (shop) => evaluate(shop, cases, print));
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
