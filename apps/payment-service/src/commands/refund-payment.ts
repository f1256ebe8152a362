import { createHash } from 'node:crypto';
import type { Refund } from '@shop/api-contracts';
import { notFound } from '@shop/kernel';
import { Command, CommandHandler } from '@nestjs/cqrs';
import type { ICommandHandler } from '@nestjs/cqrs';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository } from 'typeorm';
import { refund } from '../domain/payment.decisions.js';
import type { Payment } from '../domain/payment.js';
import { mintGoodwillRefund, mintKeyedRefund } from '../payment.identities.js';
import { PaymentStore } from '../payment.store.js';
import { PaymentView } from '../payment.view.js';

export interface RefundRequest {
  /** None: all that is left. */
  readonly amountMinor?: number | undefined;
  readonly reason: string;
}

/** Somebody of the staff gives money back. Recorded at once; the provider is asked, and others told, afterwards. */
export class RefundPayment extends Command<Refund> {
  constructor(
    readonly paymentId: string,
    readonly userId: string,
    readonly wanted: RefundRequest,
    /** Under one key there is one refund of a payment, whoever of the staff asks for it. */
    readonly idempotencyKey?: string,
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

  /** @throws AppError `payment.not-found`, `payment.refund-exceeds`, `idempotency.key-reused` */
  async execute({ paymentId, userId, wanted, idempotencyKey: key }: RefundPayment): Promise<Refund> {
    // Whose payment it is never changes, so this may be read before the transaction.
    const view = await this.views.findOneBy({ paymentId });
    if (!view) throw notFound('payment', paymentId);
    const { orderId } = view;
    const { amountMinor, reason } = wanted;
    const keyed = key === undefined ? undefined : mintKeyedRefund(orderId, key);
    const by = { userId, reason, amountMinor, requestHash: keyed ? hashOf(wanted) : null };
    const { refunds } = await this.payments.change(orderId, (payment) =>
      refund(by, keyed ?? mintGoodwillRefund(orderId, payment, amountMinor))(payment),
    );
    const recorded = keyed ? refunds.find(({ id }) => id === keyed.id) : refunds.at(-1);
    if (!recorded) throw notFound('refund', paymentId);
    return toAnswer(recorded, paymentId);
  }
}

function toAnswer({ id, amount, reason, requestedAt }: Payment['refunds'][number], paymentId: string): Refund {
  return { id, paymentId, amount, reason, refundedAt: requestedAt };
}

/** Of the parsed request: blanks and the order of fields make no difference. */
function hashOf({ amountMinor, reason }: RefundRequest): string {
  return createHash('sha256')
    .update(JSON.stringify([amountMinor ?? null, reason]))
    .digest('hex');
}
