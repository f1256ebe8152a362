import { GroupCommit } from '@shop/group-commit';
import { unreachable } from '@shop/kernel';
import {
  Metrics,
  orderRevenue,
  ordersCancelled,
  ordersPlaced,
  sagaDuration,
  sagaOldestOpenAge,
  sagasOpen,
  sagasStuck,
  sample,
} from '@shop/telemetry';
import { Injectable } from '@nestjs/common';
import { Pool } from 'pg';
import { milestones } from './order.milestones.js';
import type { Milestone } from './order.milestones.js';
import { countSagas } from './queries/count-sagas.js';

/** What becomes of orders, as figures: counted once it is committed, or read from the database. */
@Injectable()
export class OrderMetrics {
  constructor(
    private readonly metrics: Metrics,
    group: GroupCommit,
    pool: Pool,
  ) {
    metrics.counter(ordersPlaced).of();
    metrics.counter(orderRevenue);
    metrics.histogram(sagaDuration).of({ outcome: 'confirmed', reason: 'none' });
    for (const reason of ordersCancelled.labels.reason) {
      metrics.counter(ordersCancelled).of({ reason });
      metrics.histogram(sagaDuration).of({ outcome: 'cancelled', reason });
    }
    group.onCommitted(milestones, (reached) => reached.forEach((milestone) => this.count(milestone)));
    metrics.read([sagasOpen, sagasStuck, sagaOldestOpenAge], async () => {
      const { states, oldestUndecidedSeconds } = await countSagas(pool);
      return [
        ...states.map(({ state, open }) => sample(sagasOpen, open, { state })),
        ...states.map(({ state, stuck }) => sample(sagasStuck, stuck, { state })),
        sample(sagaOldestOpenAge, oldestUndecidedSeconds),
      ];
    });
  }

  private count(milestone: Milestone): void {
    const durations = this.metrics.histogram(sagaDuration);
    switch (milestone.kind) {
      case 'placed':
        return this.metrics.counter(ordersPlaced).of().inc();
      case 'confirmed': {
        const { amountMinor, currency } = milestone.total;
        this.metrics.counter(orderRevenue).of({ currency }).inc(amountMinor);
        return durations.of({ outcome: 'confirmed', reason: 'none' }).observe(milestone.afterMs / 1000);
      }
      case 'cancelled': {
        const { reason, wasConfirmed, afterMs } = milestone;
        this.metrics.counter(ordersCancelled).of({ reason }).inc();
        if (!wasConfirmed) durations.of({ outcome: 'cancelled', reason }).observe(afterMs / 1000);
        return;
      }
      default:
        return unreachable(milestone);
    }
  }
}
