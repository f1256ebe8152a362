import type { OrderAnalysis } from '@shop/api-contracts';
import type { EvalCase } from './eval-case.js';
import type { EvalShop } from './eval-shop.js';
import { addFault, lastingFaults } from './faults.js';
import { breakDown, mendWorld } from './outage.js';
import { People } from './people.js';
import { play } from './play.js';
import type { Stage } from './play.js';
import { products } from './products.js';
import type { Verdict } from './score.js';
import { Slots } from './slots.js';

/** What became of a case. */
export interface Outcome {
  readonly of: EvalCase;
  readonly orderId: string;
  readonly analysis: OrderAnalysis;
}

/** What is scored of an outcome. */
export function verdictOf({ of, analysis: { findings, risk } }: Outcome): Verdict {
  return { of, codes: [...new Set(findings.map(({ code }) => code))], level: risk.level };
}

/** Orders that somebody does something about, at a time. */
const AT_ONCE = 8;
/** Fewer than the agent takes: nobody is to be answered by the rules because of a crowd. */
const ANALYSES_AT_ONCE = 4;

/**
 * Plays all cases through the shop and has each analysed. The ordinary ones go on side by side, for most of the time is waiting;
 * those that break the world outside come last, one after the other.
 * @throws Error when a case cannot be played
 */
export async function evaluate(
  shop: EvalShop,
  cases: readonly EvalCase[],
  print: (line: string) => void,
): Promise<readonly Outcome[]> {
  const people = new People(shop.gateway);
  const stage = { shop, people, slots: new Slots(AT_ONCE) };
  const analyses = new Slots(ANALYSES_AT_ONCE);
  let done = 0;
  const look = async (of: EvalCase, orderId: string) => {
    const analysis = await analyses.run(() => analyse(of, orderId, stage));
    print(`${String(++done).padStart(3)} of ${cases.length} analysed: ${of.title}`);
    return { of, orderId, analysis };
  };
  try {
    await prepare(stage);
    print('The shop is ready, and sabotaged');
    const ordinary = await playAll(
      cases.filter(({ outage }) => outage === undefined),
      stage,
      look,
    );
    const troubled: Outcome[] = [];
    for (const of of cases.filter(({ outage }) => outage !== undefined)) {
      troubled.push(await inTrouble(of, stage, look));
    }
    return [...ordinary, ...troubled];
  } finally {
    await people.goAway();
  }
}

type Look = (of: EvalCase, orderId: string) => Promise<Outcome>;

async function prepare({ shop, people }: Stage): Promise<void> {
  await people.signIn();
  const list = ([sku, { price, pieces }]: [string, (typeof products)[keyof typeof products]]) =>
    people.admin.post('/products', {
      sku,
      name: sku,
      category: 'Evaluation',
      price: { amountMinor: price, currency: 'USD' },
      initialStock: pieces,
    });
  await Promise.all(Object.entries(products).map(list));
  for (const fault of lastingFaults) await shop.query(fault.service, addFault(fault));
}

async function playAll(cases: readonly EvalCase[], stage: Stage, look: Look): Promise<readonly Outcome[]> {
  const played = await Promise.all(
    cases.map(async (of) => {
      const { orderId } = await playNamed(of, stage);
      return { of, orderId, outcome: of.analysed === 'at-once' ? await look(of, orderId) : undefined };
    }),
  );
  return Promise.all(played.map(async ({ of, orderId, outcome }) => outcome ?? (await look(of, orderId))));
}

async function playNamed(of: EvalCase, stage: Stage) {
  try {
    return await play(of, stage);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`“${of.title}” cannot be played: ${reason}`, { cause });
  }
}

async function inTrouble(of: EvalCase, stage: Stage, look: Look): Promise<Outcome> {
  if (of.outage !== undefined) await breakDown(of.outage, stage);
  try {
    const { orderId } = await playNamed(of, stage);
    return await look(of, orderId);
  } finally {
    await mendWorld(stage);
  }
}

function analyse({ askedBy }: EvalCase, orderId: string, { people }: Stage): Promise<OrderAnalysis> {
  const client = askedBy === 'admin' ? people.admin : people.support;
  return client.post<OrderAnalysis>(`/orders/${orderId}/analysis`);
}
