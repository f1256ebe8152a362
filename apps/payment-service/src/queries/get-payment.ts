import type { Payment } from '@shop/api-contracts';
import { notFound } from '@shop/kernel';
import { hasRole } from '@shop/platform';
import type { Caller } from '@shop/platform';
import { Query, QueryHandler } from '@nestjs/cqrs';
import type { IQueryHandler } from '@nestjs/cqrs';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository } from 'typeorm';
import { PaymentView, toAnswer } from '../payment.view.js';

export class GetPayment extends Query<Payment> {
  constructor(
    readonly orderId: string,
    readonly viewer: Caller,
  ) {
    super();
  }
}

@QueryHandler(GetPayment)
export class GetPaymentHandler implements IQueryHandler<GetPayment> {
  constructor(@InjectRepository(PaymentView) private readonly views: Repository<PaymentView>) {}

  /** @throws AppError `payment.not-found`, also for somebody else's order */
  async execute({ orderId, viewer }: GetPayment): Promise<Payment> {
    const view = await this.views.findOneBy({ orderId });
    if (!view || !maySee(viewer, view)) throw notFound('payment', orderId);
    return toAnswer(view);
  }
}

function maySee(viewer: Caller, { customerId }: PaymentView): boolean {
  return viewer.id === customerId || hasRole(viewer, 'support', 'admin');
}
