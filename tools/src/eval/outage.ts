import type { AnswerOf, operatorsApi } from '@shop/api-contracts';
import { unavailable } from '@shop/kernel';
import { waitUntil } from '../infrastructure/wait-until.js';
import type { EvalCase } from './eval-case.js';
import { place } from './play.js';
import type { Stage } from './play.js';

type Outage = NonNullable<EvalCase['outage']>;

const names: Readonly<Record<Outage, string>> = { payments: 'payment-provider', carrier: 'carrier' };

/** So many calls fail in a row before a circuit opens, and each order is one that is asked again later and later. */
const ORDERS = 6;
const PATIENCE_MS = 30_000;

/** Breaks what is outside, and orders until the shop has noticed. */
export async function breakDown(outage: Outage, stage: Stage): Promise<void> {
  await tell(stage, { method: 'POST', body: JSON.stringify({ target: outage, status: 503 }) });
  await Promise.all(Array.from({ length: ORDERS }, async () => place({}, await stage.people.newCustomer())));
  const opened = await waitUntil(() => isOpen(outage, stage), { timeoutMs: PATIENCE_MS, everyMs: 200 });
  if (!opened) throw unavailable('eval.no-outage', `The circuit of ${names[outage]} does not open.`);
}

export async function mendWorld(stage: Stage): Promise<void> {
  await tell(stage, { method: 'DELETE' });
}

async function isOpen(outage: Outage, { people }: Stage): Promise<boolean> {
  const { items } = await people.support.get<AnswerOf<typeof operatorsApi.circuits>>('/admin/circuits');
  return items.some(({ name, circuit }) => name === names[outage] && circuit !== 'closed');
}

async function tell({ shop }: Stage, init: { method: string; body?: string }): Promise<void> {
  const headers = init.body === undefined ? {} : { 'content-type': 'application/json' };
  const response = await fetch(`${shop.outsideWorld}/faults`, { ...init, headers, signal: AbortSignal.timeout(5_000) });
  await response.body?.cancel();
  if (!response.ok) throw unavailable('eval.no-outage', `The outside world answered ${response.status}.`);
}
