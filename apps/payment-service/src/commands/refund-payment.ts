import type { Refund } from '@shop/api-contracts';
import { notFound } from '@shop/kernel';
import { Command, CommandHandler } from '@nestjs/cqrs';
import type { ICommandHandler } from '@nestjs/cqrs';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository } from 'typeorm';
import { refund } from '../domain/payment.decisions.js';
import { mintGoodwillRefund } from '../payment.identities.js';
import { PaymentStore } from '../payment.store.js';
import { PaymentView } from '../payment.view.js';

export interface WantedRefund {
  /** None: all that is left. */
  readonly amountMinor?: number | undefined;
  readonly reason: string;
}

/** Somebody of the staff gives money back. Recorded at once; the provider is asked, and others told, afterwards. */
export class RefundPayment extends Command<Refund> {
  constructor(
    readonly paymentId: string,
    readonly userId: string,
    readonly wanted: WantedRefund,
  ) {
    super();
  }
}

@CommandHandler(RefundPayment)
export class RefundPaymentHandler implements ICommandHandler<RefundPayment> {
  constructor(
    @InjectRepository(PaymentView) private readonly views: Repository<PaymentView>,
    private readonly payments: PaymentStore,
  ) {}

  /** @throws AppError `payment.not-found`, `payment.refund-exceeds` */
  async execute({ paymentId, userId, wanted: { amountMinor, reason } }: RefundPayment): Promise<Refund> {
    // Whose payment it is never changes, so this may be read before the transaction.
    const view = await this.views.findOneBy({ paymentId });
    if (!view) throw notFound('payment', paymentId);
    const { orderId } = view;
    const { refunds } = await this.payments.change(orderId, (payment) =>
      refund({ userId, reason, amountMinor }, mintGoodwillRefund(orderId, payment, amountMinor))(payment),
    );
    const recorded = refunds.at(-1);
    if (!recorded) throw notFound('refund', paymentId);
    const { id, amount, requestedAt } = recorded;
    return { id, paymentId, amount, reason, refundedAt: requestedAt };
  }
}
