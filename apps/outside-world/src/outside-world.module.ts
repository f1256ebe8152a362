import { Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import { CarrierController } from './carrier/carrier.controller.js';
import { LabelBook } from './carrier/label-book.js';
import { FaultBoard } from './faults/fault-board.js';
import { FaultsController } from './faults/faults.controller.js';
import { MailController } from './mail/mail.controller.js';
import { Mailbox } from './mail/mailbox.js';
import { SmtpInbox } from './mail/smtp-inbox.js';
import { MessagesController } from './messages/messages.controller.js';
import { LIMITS } from './outside-world.config.js';
import type { Limits, OutsideWorldConfig } from './outside-world.config.js';
import { CardTerminal } from './payments/card-terminal.js';
import { ChargeBook } from './payments/charge-book.js';
import { PaymentsController } from './payments/payments.controller.js';

@Module({})
export class OutsideWorldModule {
  static with(config: OutsideWorldConfig): DynamicModule {
    const limits: Limits = { records: config.KEEP_RECORDS, messages: config.KEEP_MESSAGES };
    const smtp = { host: config.HOST, port: config.SMTP_PORT };
    return {
      module: OutsideWorldModule,
      controllers: [PaymentsController, CarrierController, MessagesController, MailController, FaultsController],
      providers: [
        FaultBoard,
        { provide: LIMITS, useValue: limits },
        { provide: ChargeBook, useFactory: () => new ChargeBook(limits.records) },
        {
          provide: CardTerminal,
          useFactory: (book: ChargeBook) => new CardTerminal(book, limits.records),
          inject: [ChargeBook],
        },
        { provide: LabelBook, useFactory: () => new LabelBook(limits.records) },
        { provide: Mailbox, useFactory: () => new Mailbox(limits.messages) },
        {
          provide: SmtpInbox,
          useFactory: (mailbox: Mailbox, faults: FaultBoard) => new SmtpInbox(smtp, mailbox, faults),
          inject: [Mailbox, FaultBoard],
        },
      ],
    };
  }
}
