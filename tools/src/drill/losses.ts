import { services } from '@shop/kernel';
import type { ServiceName } from '@shop/kernel';
import { lastCommitIn } from './archived-database.js';
import { rowsOf } from './ask-database.js';
import type { DrillShop } from './drill-shop.js';
import type { Promised } from './steady-orders.js';
import { inSeconds } from './stopwatch.js';

/** How much of what clients had an answer for is not there. */
export interface Losses {
  readonly orders: number;
  readonly cancellations: number;
  readonly registrations: number;
}

export async function lossesIn(shop: DrillShop, promised: Promised): Promise<Losses> {
  const orders = await rowsOf<{ id: string; status: string }>(
    shop.databaseOf('order-service').url,
    'SELECT id, status FROM order_views',
  );
  const accounts = await rowsOf<{ email: string }>(shop.databaseOf('user-service').url, 'SELECT email FROM users');
  const statuses = new Map(orders.map(({ id, status }) => [id, status]));
  const emails = new Set(accounts.map(({ email }) => email));
  return {
    orders: missing(promised.orders, (id) => statuses.has(id)),
    cancellations: missing(promised.cancellations, (id) => statuses.get(id)?.startsWith('cancel') ?? false),
    registrations: missing(promised.registrations, (email) => emails.has(email)),
  };
}

function missing(all: ReadonlySet<string>, isThere: (one: string) => boolean): number {
  return [...all].filter((one) => !isThere(one)).length;
}

export type Moments = ReadonlyMap<ServiceName, Date>;

/** When each database has committed for the last time. */
export async function lastCommits(shop: DrillShop): Promise<Moments> {
  const all = await Promise.all(
    services.map(async (service) => {
      return [service, await lastCommitIn(shop.databaseOf(service).adminUrl)] as const;
    }),
  );
  return new Map(all);
}

/** What each database was restored to; the time of the backup for one that has committed nothing since. */
export function restorePoints(shop: DrillShop, backedUpAt: Date): Moments {
  return new Map(
    services.map((service) => {
      const { startedAt } = shop.databaseOf(service);
      return [service, startedAt > backedUpAt ? startedAt : backedUpAt];
    }),
  );
}

/** Seconds of commits that each database has lost. */
export function lostSeconds(before: Moments, after: Moments): Readonly<Record<string, number>> {
  return Object.fromEntries(
    [...before].map(([service, at]) => [
      service,
      inSeconds(Math.max(0, at.getTime() - (after.get(service) ?? at).getTime())),
    ]),
  );
}
