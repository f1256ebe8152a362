import { setTimeout as delay } from 'node:timers/promises';
import { services } from '@shop/kernel';
import type { ServiceName } from '@shop/kernel';
import { placeDemoOrders } from '../demo/orders.js';
import { atRest } from './at-rest.js';
import { backUp } from './back-up.js';
import { readBooks } from './books.js';
import { faultsOf } from './consistency.js';
import type { DrillShop } from './drill-shop.js';
import { lastCommits, lossesIn, lostSeconds, restorePoints } from './losses.js';
import type { Moments } from './losses.js';
import { makeProducts } from './products.js';
import { rebuildViews } from './rebuild.js';
import { learnAgain, rewind } from './recover.js';
import type { DrillReport } from './report.js';
import { SteadyOrders } from './steady-orders.js';
import type { Promised } from './steady-orders.js';
import { Stopwatch } from './stopwatch.js';

export interface Rehearsal {
  readonly size: DrillReport['size'];
  readonly skew: ReadonlyMap<ServiceName, number>;
  /** Orders flow for so long before the backup, and after it. */
  readonly seconds: { readonly before: number; readonly after: number };
  readonly print: (line: string) => void;
}

/** How far before a database's restore point it is learnt again and heard again: more than any consumer was late. */
const MARGIN_MS = 15_000;

/** Backs up, destroys, restores and repairs a shop that is at work. */
export async function rehearse(shop: DrillShop, rehearsal: Rehearsal): Promise<DrillReport> {
  const { print, skew } = rehearsal;
  const { orders, backedUpAt } = await workAndBackUp(shop, rehearsal);
  const before = await lastCommits(shop);
  const disaster = new Date();
  const watch = new Stopwatch();
  await shop.loseDatabases();
  print('Every database is gone, while orders were being placed');

  const [promised] = await Promise.all([orders.stop(), shop.stopServices()]);
  print(watch.lap('services stopped'));
  await shop.restoreDatabases(new Map([...skew].map(([name, seconds]) => [name, secondsBefore(disaster, seconds)])));
  print(watch.lap('databases restored'));
  const restored = restorePoints(shop, backedUpAt);
  const forgotten = await lossesIn(shop, promised);

  const since: Moments = new Map([...restored].map(([name, at]) => [name, new Date(at.getTime() - MARGIN_MS)]));
  const { found, remarks } = await learnAgain(shop, since);
  print(watch.lap('forgotten facts learnt again'));
  const rewoundRecords = await rewind(shop.brokers, since);
  print(watch.lap('consumers rewound'));
  const views = await rebuildViews(shop);
  print(watch.lap('views rebuilt'));
  await shop.startServices();
  print(watch.lap('services ready'));
  const readySeconds = watch.total();
  await atRest(shop);
  print(watch.lap('at rest'));
  const faults = [...faultsOf(await readBooks(shop))];
  const consistentSeconds = watch.total();

  const lost = await lossesIn(shop, promised);
  faults.push(...(await goesOn(shop)));
  const ofDatabases = lostSeconds(before, restored);
  return {
    size: rehearsal.size,
    faults: views.areTheSame ? faults : [...faults, 'the views are not what the events come to'],
    promised: countOf(promised),
    forgotten,
    lost,
    rpo: { seconds: Math.max(...Object.values(ofDatabases)), ofDatabases },
    rto: { readySeconds, consistentSeconds, steps: watch.steps },
    recovered: found,
    rewoundRecords,
    views,
    remarks,
  };
}

/** Resolves while orders flow on. */
async function workAndBackUp(shop: DrillShop, { seconds, print }: Rehearsal) {
  const orders = new SteadyOrders(shop.gateway, await makeProducts(shop.gateway));
  orders.start();
  await delay(seconds.before * 1_000);
  const backedUpAt = new Date();
  await Promise.all(services.map((service) => backUp(shop.planOf(service), shop.databaseOf(service))));
  print('Every database is backed up, and orders flow on');
  await delay(seconds.after * 1_000);
  return { orders, backedUpAt };
}

/** A shop that agrees with itself must also take new orders, and bring them to every end. */
async function goesOn(shop: DrillShop): Promise<string[]> {
  const asExpected = await placeDemoOrders(shop.gateway, () => undefined);
  await atRest(shop);
  const faults = faultsOf(await readBooks(shop));
  return [...faults, ...(asExpected ? [] : ['a new order did not end as it should'])];
}

function secondsBefore(moment: Date, seconds: number): Date {
  return new Date(moment.getTime() - seconds * 1_000);
}

function countOf({ orders, cancellations, registrations }: Promised) {
  return { orders: orders.size, cancellations: cancellations.size, registrations: registrations.size };
}
