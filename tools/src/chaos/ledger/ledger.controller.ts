import { AllowAccess } from '@shop/platform';
import { Controller, Param, Post } from '@nestjs/common';
import { Ledger } from './ledger.store.js';

/** The way in that needs no broker: what a customer's order is to the shop. */
@AllowAccess('anyone')
@Controller()
export class LedgerController {
  constructor(private readonly ledger: Ledger) {}

  @Post('accounts/:account/payments/:paymentId')
  book(@Param('account') account: string, @Param('paymentId') paymentId: string): Promise<void> {
    return this.ledger.book(account, paymentId);
  }
}
