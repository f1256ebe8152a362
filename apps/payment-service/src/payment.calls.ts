import { currentContext, isAppError, runInContext } from '@shop/kernel';
import { IntentRunner } from '@shop/messaging';
import type { ClaimedIntent } from '@shop/messaging';
import { Injectable } from '@nestjs/common';
import type { OnModuleInit } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { RecordCharge } from './commands/record-charge.js';
import { RecordDecline } from './commands/record-decline.js';
import { RecordRefund } from './commands/record-refund.js';
import { RecordUnansweredCharge } from './commands/record-unanswered-charge.js';
import { CHARGE, REFUND } from './payment.intents.js';
import type { ChargeIntent, RefundIntent } from './payment.intents.js';
import { NOT_ASKED, PaymentProvider } from './provider.js';
import type { ChargeOutcome } from './provider.js';

/** Asks the provider what our decisions intend, and hands its answers back as commands. Without an answer it is called again. */
@Injectable()
export class PaymentCalls implements OnModuleInit {
  constructor(
    private readonly intents: IntentRunner,
    private readonly provider: PaymentProvider,
    private readonly commands: CommandBus,
  ) {}

  onModuleInit(): void {
    this.intents.handle<ChargeIntent>(CHARGE, (payload, intent) => this.charge(payload, intent));
    this.intents.handle<RefundIntent>(REFUND, (payload, intent) => this.refund(payload, intent));
  }

  private async charge(request: ChargeIntent, intent: ClaimedIntent): Promise<void> {
    const outcome = await this.ask(request, intent);
    const { reference: orderId } = request;
    if (outcome.kind === 'captured') await this.commands.execute(new RecordCharge(orderId, outcome.chargeId));
    else await this.commands.execute(new RecordDecline(orderId, outcome.reason));
  }

  private async refund({ orderId, refundId, ...request }: RefundIntent, intent: ClaimedIntent): Promise<void> {
    const { providerRefundId } = await this.provider.refund(request, intent.id);
    await this.commands.execute(new RecordRefund(orderId, refundId, providerRefundId));
  }

  private async ask(request: ChargeIntent, intent: ClaimedIntent): Promise<ChargeOutcome> {
    try {
      return await this.provider.charge(request, intent.id);
    } catch (error) {
      if (!isAppError(error) || error.code !== NOT_ASKED) await this.countTry(request.reference, intent);
      throw error;
    }
  }

  /** In a context without the intent: this is not its outcome and must not end it. */
  private async countTry(orderId: string, { causationId }: ClaimedIntent): Promise<void> {
    const traceparent = currentContext()?.traceparent;
    const context = { causationId, correlationId: orderId, orderId, ...(traceparent && { traceparent }) };
    await runInContext(context, () => this.commands.execute(new RecordUnansweredCharge(orderId)));
  }
}
