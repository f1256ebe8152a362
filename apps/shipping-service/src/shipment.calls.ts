import { IntentRunner } from '@shop/messaging';
import type { ClaimedIntent } from '@shop/messaging';
import { Injectable } from '@nestjs/common';
import type { OnModuleInit } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { Carrier } from './carrier.js';
import { RecordLabel } from './commands/record-label.js';
import { RecordRejection } from './commands/record-rejection.js';
import { RecordVoid } from './commands/record-void.js';
import { LABEL, VOID_LABEL } from './shipment.intents.js';
import type { LabelIntent, VoidLabelIntent } from './shipment.intents.js';

/** Asks the carrier what our decisions intend, and hands its answers back as commands. Without an answer it is called again. */
@Injectable()
export class ShipmentCalls implements OnModuleInit {
  constructor(
    private readonly intents: IntentRunner,
    private readonly carrier: Carrier,
    private readonly commands: CommandBus,
  ) {}

  onModuleInit(): void {
    this.intents.handle<LabelIntent>(LABEL, (payload, intent) => this.createLabel(payload, intent));
    this.intents.handle<VoidLabelIntent>(VOID_LABEL, (payload, intent) => this.voidLabel(payload, intent));
  }

  private async createLabel(request: LabelIntent, { id }: ClaimedIntent): Promise<void> {
    const outcome = await this.carrier.createLabel(request, id);
    const orderId = request.reference;
    if (outcome.kind === 'created') await this.commands.execute(new RecordLabel(orderId, outcome.label));
    else await this.commands.execute(new RecordRejection(orderId, outcome.reason));
  }

  private async voidLabel({ orderId, labelId }: VoidLabelIntent, { id }: ClaimedIntent): Promise<void> {
    await this.carrier.voidLabel(labelId, id);
    await this.commands.execute(new RecordVoid(orderId));
  }
}
