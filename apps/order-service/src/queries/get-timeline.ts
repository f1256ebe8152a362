import { readTimeline } from '@shop/saga';
import type { Timeline } from '@shop/api-contracts';
import { Query, QueryBus, QueryHandler } from '@nestjs/cqrs';
import type { IQueryHandler } from '@nestjs/cqrs';
import { Pool } from 'pg';
import { GetOrder } from './get-order.js';
import { shownSteps } from './shown-steps.js';
import type { Viewer } from './visibility.js';

export class GetTimeline extends Query<Timeline> {
  constructor(
    readonly orderId: string,
    readonly viewer: Viewer,
  ) {
    super();
  }
}

@QueryHandler(GetTimeline)
export class GetTimelineHandler implements IQueryHandler<GetTimeline> {
  constructor(
    private readonly queries: QueryBus,
    private readonly pool: Pool,
  ) {}

  async execute({ orderId, viewer }: GetTimeline): Promise<Timeline> {
    const { status } = await this.queries.execute(new GetOrder(orderId, viewer));
    return { orderId, state: status, steps: shownSteps(viewer, await readTimeline(this.pool, orderId)) };
  }
}
