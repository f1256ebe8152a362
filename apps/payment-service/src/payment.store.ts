import { GroupCommit, read } from '@shop/group-commit';
import type { Unit } from '@shop/group-commit';
import { intents, outbox } from '@shop/messaging';
import { Injectable } from '@nestjs/common';
import type { PaymentDecision } from './domain/payment.decisions.js';
import { paymentEvolver } from './domain/payment.js';
import type { Payment } from './domain/payment.js';
import { intentOf } from './payment.intents.js';
import { ledger, movementOf } from './payment.ledger.js';
import { published } from './payment.published.js';
import { payments } from './payment.rows.js';

/** The one transaction of a payment: its state, the ledger, what others hear of it and what the provider is to be asked. */
@Injectable()
export class PaymentStore {
  constructor(private readonly group: GroupCommit) {}

  /** Decides on the order's payment as it is; gives it as it is afterwards. */
  change(orderId: string, decide: PaymentDecision): Promise<Payment> {
    return this.group.submit({
      reads: [read(payments, orderId)],
      decide: (unit) => record(unit, orderId, decide),
    });
  }
}

function record(unit: Unit, orderId: string, decide: PaymentDecision): Payment {
  const { payment: before, version } = unit.get(payments, orderId) ?? { payment: paymentEvolver.initial, version: 0 };
  const events = decide(before);
  if (events.length === 0) return before;
  let payment = before;
  for (const event of events) {
    payment = paymentEvolver.evolve(payment, event);
    const message = published(orderId, payment, event);
    if (message) unit.append(outbox, message);
    const intent = intentOf(orderId, event);
    if (intent) unit.append(intents, intent);
    const movement = movementOf(orderId, payment.charge, event);
    if (movement) unit.append(ledger, movement);
  }
  unit.put(payments, orderId, { payment, version });
  return payment;
}
