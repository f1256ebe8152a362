import { Module } from '@nestjs/common';
import type { DynamicModule, FactoryProvider } from '@nestjs/common';
import { CarrierController } from './carrier/carrier.controller.js';
import { LabelBook } from './carrier/label-book.js';
import { AnswersByKey } from './edge/answers-by-key.js';
import { FaultBoard } from './faults/fault-board.js';
import { FaultsController } from './faults/faults.controller.js';
import { MailController } from './mail/mail.controller.js';
import { Mailbox } from './mail/mailbox.js';
import { SmtpInbox } from './mail/smtp-inbox.js';
import { Memory } from './memory/memory.js';
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
        { provide: Memory, useFactory: () => new Memory(config.STATE_DIR) },
        ...booksOf(limits),
        {
          provide: SmtpInbox,
          useFactory: (mailbox: Mailbox, faults: FaultBoard) => new SmtpInbox(smtp, mailbox, faults),
          inject: [Mailbox, FaultBoard],
        },
      ],
    };
  }
}

function booksOf({ records, messages }: Limits): FactoryProvider[] {
  const inject = [Memory];
  return [
    { provide: AnswersByKey, useFactory: (memory: Memory) => new AnswersByKey(memory, records), inject },
    { provide: ChargeBook, useFactory: (memory: Memory) => new ChargeBook(memory, records), inject },
    {
      provide: CardTerminal,
      useFactory: (book: ChargeBook, memory: Memory) => new CardTerminal(book, memory, records),
      inject: [ChargeBook, Memory],
    },
    { provide: LabelBook, useFactory: (memory: Memory) => new LabelBook(memory, records), inject },
    { provide: Mailbox, useFactory: (memory: Memory) => new Mailbox(memory, messages), inject },
  ];
}
