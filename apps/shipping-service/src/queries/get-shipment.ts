import type { Shipment } from '@shop/api-contracts';
import { notFound } from '@shop/kernel';
import { hasRole } from '@shop/platform';
import type { Caller } from '@shop/platform';
import { Query, QueryHandler } from '@nestjs/cqrs';
import type { IQueryHandler } from '@nestjs/cqrs';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository } from 'typeorm';
import { ShipmentView, toAnswer } from '../shipment.view.js';

export class GetShipment extends Query<Shipment> {
  constructor(
    readonly orderId: string,
    readonly caller: Caller,
  ) {
    super();
  }
}

@QueryHandler(GetShipment)
export class GetShipmentHandler implements IQueryHandler<GetShipment> {
  constructor(@InjectRepository(ShipmentView) private readonly views: Repository<ShipmentView>) {}

  /** @throws AppError `shipment.not-found`, also for somebody else's and while there is no label */
  async execute({ orderId, caller }: GetShipment): Promise<Shipment> {
    const view = await this.views.findOneBy({ orderId });
    const mayBeSeen = view?.customerId === caller.id || hasRole(caller, 'support', 'admin');
    const answer = view && mayBeSeen ? toAnswer(view.state) : undefined;
    if (!answer) throw notFound('shipment', `of order ${orderId}`);
    return answer;
  }
}
