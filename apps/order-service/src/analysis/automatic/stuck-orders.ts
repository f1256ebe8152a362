import { GroupCommit } from '@shop/group-commit';
import { newId, runInContext } from '@shop/kernel';
import { intents } from '@shop/messaging';
import { Inject, Injectable, Logger } from '@nestjs/common';
import type { OnApplicationBootstrap, OnModuleDestroy } from '@nestjs/common';
import { Pool } from 'pg';
import type { OrderStatus } from '../../domain/order.js';
import { ORDER_CONFIG } from '../../order.config.js';
import type { OrderConfig } from '../../order.config.js';
import { intentOf } from './analysis-wish.js';

const RUNNING: readonly OrderStatus[] = ['placed', 'stock_reserved', 'paid', 'cancelling'];
const EVERY_MS = 60_000;

/** One analysis for each time that an order stands still: it then has the version that it had. So few a round that an outage, which stops all orders, is not paid for by the order. */
const STUCK = `
  SELECT o.id AS "orderId", 'stuck ' || o.id || ' ' || o.version AS "triggerId"
  FROM order_views o
  WHERE o.status = ANY($1) AND o.updated_at < now() - interval '60 seconds'
    AND NOT EXISTS (SELECT FROM analyses a WHERE a.trigger_id = 'stuck ' || o.id || ' ' || o.version)
  ORDER BY o.id LIMIT 20`;

interface StuckOrder {
  readonly orderId: string;
  readonly triggerId: string;
}

/** Looks once a minute for orders in which nothing happens any more, and has them analysed. */
@Injectable()
export class StuckOrders implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger(StuckOrders.name);
  private timer: NodeJS.Timeout | undefined;
  private round: Promise<void> | undefined;

  constructor(
    private readonly pool: Pool,
    private readonly group: GroupCommit,
    @Inject(ORDER_CONFIG) private readonly config: OrderConfig,
  ) {}

  onApplicationBootstrap(): void {
    if (!this.config.AUTOMATIC_ANALYSES) return;
    this.timer = setInterval(() => {
      this.round ??= this.look()
        .catch((err: unknown) => this.logger.warn({ msg: 'stuck orders could not be looked for, will try again', err }))
        .finally(() => (this.round = undefined));
    }, EVERY_MS).unref();
  }

  async onModuleDestroy(): Promise<void> {
    clearInterval(this.timer);
    await this.round;
  }

  /** Of several replicas all may find the same order: it is asked for once, and stored once. */
  async look(): Promise<void> {
    const { rows } = await this.pool.query<StuckOrder>({ name: 'stuck-unanalysed', text: STUCK, values: [RUNNING] });
    await Promise.all(rows.map((order) => this.wish(order)));
  }

  private async wish({ orderId, triggerId }: StuckOrder): Promise<void> {
    const intent = () => intentOf({ orderId, trigger: 'stuck', triggerId });
    await runInContext({ causationId: newId(), correlationId: orderId, orderId }, () =>
      this.group.submit({ reads: [], decide: (unit) => unit.append(intents, intent()) }),
    );
  }
}
