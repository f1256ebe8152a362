import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { agentEnvironment, parseEvalOptions } from './eval-options.js';
import { EvalShop } from './eval-shop.js';
import { evaluate, verdictOf } from './evaluate.js';
import { goldenSet } from './golden-set/golden-set.js';
import { scoresOf, shortcomings } from './score.js';

/** A minute of it is waiting: only what has stood still for a minute is stuck. */
const WITHIN_MS = 240_000;

jest.setTimeout(WITHIN_MS);

describe('the rules of the order-analysis agent', () => {
  const directory = mkdtempSync(join(tmpdir(), 'shop-eval-spec-'));
  const env = agentEnvironment(parseEvalOptions([], process.env), process.env);
  const shop = new EvalShop({ directory, env, print: () => undefined });

  beforeAll(async () => {
    chmodSync(directory, 0o755); // run by root, Postgres is another user that has to get in here
    await shop.start();
  });

  afterAll(async () => {
    await shop.stop();
    rmSync(directory, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  });

  it('find in every order of the golden set what is to be found, and judge its risk', async () => {
    const outcomes = await evaluate(shop, goldenSet, () => undefined);
    expect(outcomes).toHaveLength(goldenSet.length);
    const scores = scoresOf(outcomes.map(verdictOf));
    const below = shortcomings(scores);
    expect(below.length === 0 ? [] : [...below, ...scores.differences]).toEqual([]);
    const cited = outcomes.flatMap(({ analysis: { findings } }) => findings.map(({ evidence }) => evidence.length));
    expect(Math.min(...cited)).toBeGreaterThan(0);
    expect(outcomes.map(({ analysis: { source, degraded } }) => [source, degraded])).toEqual(
      outcomes.map(() => ['rules', null]),
    );
  });
});
