import { parseArgs } from 'node:util';
import { invalid } from '@shop/kernel';

export interface EvalOptions {
  /** Asks this model, with a key or at ANTHROPIC_BASE_URL; undefined: the rules. */
  readonly model: string | undefined;
  /** Takes scores and answers as JSON. */
  readonly json: string | undefined;
  /** Cases whose title has this in it; undefined: all. */
  readonly only: string | undefined;
  /** Keeps logs and data, and says where. */
  readonly keep: boolean;
}

export const evalUsage = 'npm run eval -- [--model NAME] [--only TEXT] [--json FILE] [--keep]';

/** @throws AppError `eval.options`, in one sentence */
export function parseEvalOptions(args: readonly string[], env: NodeJS.ProcessEnv): EvalOptions {
  const { model, json, only, keep = false } = parse(args);
  if (model !== undefined && !env['ANTHROPIC_API_KEY'] && !env['ANTHROPIC_BASE_URL']) {
    throw invalid('eval.options', '--model needs a key in ANTHROPIC_API_KEY, or another API in ANTHROPIC_BASE_URL.');
  }
  return { model, json, only, keep };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        model: { type: 'string' },
        json: { type: 'string' },
        only: { type: 'string' },
        keep: { type: 'boolean' },
      },
    }).values;
  } catch (error) {
    const [sentence] = (error as Error).message.split('. ');
    throw invalid('eval.options', `${sentence?.replace(/\.$/, '')}. Usage: ${evalUsage}`);
  }
}

/**
 * The environment of the shop: without a model no key, whatever the person has set, so that the rules are measured; with one what a
 * whole set costs, and the same model for every depth.
 */
export function agentEnvironment({ model }: EvalOptions, env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const ours = /^(ANTHROPIC_|ANALYSIS_)/;
  const others = Object.fromEntries(Object.entries(env).filter(([name]) => !ours.test(name)));
  if (model === undefined) return others;
  const cents = '1000000';
  return {
    ...env,
    ANTHROPIC_API_KEY: env['ANTHROPIC_API_KEY'] ?? 'none',
    ANTHROPIC_MODEL: model,
    ANTHROPIC_DEEP_MODEL: model,
    ANALYSIS_BUDGET_USER_CENTS: cents,
    ANALYSIS_BUDGET_ALL_CENTS: cents,
    ANALYSIS_BUDGET_AUTOMATIC_CENTS: '0',
  };
}
