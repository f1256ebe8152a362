import { setTimeout as delay } from 'node:timers/promises';
import { notFound } from '@shop/kernel';
import { Query, QueryHandler } from '@nestjs/cqrs';
import type { IQueryHandler } from '@nestjs/cqrs';
import { Pool } from 'pg';

/** The revision of a product that orders are priced by, once it is at least the one asked for. */
export class AwaitPrice extends Query<number> {
  constructor(
    readonly sku: string,
    readonly revision: number,
    readonly withinMs = 2_000,
  ) {
    super();
  }
}

const POLL_MS = 20;

@QueryHandler(AwaitPrice)
export class AwaitPriceHandler implements IQueryHandler<AwaitPrice> {
  constructor(private readonly pool: Pool) {}

  /** @throws AppError `price.not-found` when that revision has not come within `withinMs` milliseconds */
  async execute({ sku, revision, withinMs }: AwaitPrice): Promise<number> {
    for (const deadline = Date.now() + withinMs; Date.now() < deadline; await delay(POLL_MS)) {
      const { rows } = await this.pool.query<{ revision: number }>('SELECT revision FROM prices WHERE sku = $1', [sku]);
      const known = rows[0]?.revision ?? 0;
      if (known >= revision) return known;
    }
    throw notFound('price', sku);
  }
}
