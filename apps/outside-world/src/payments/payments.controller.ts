import { Body, Controller, Get, Headers, Param, Post, Query, UseFilters } from '@nestjs/common';
import { AllowAccess } from '@shop/platform';
import { z } from 'zod';
import { AnswersByKey } from '../edge/answers-by-key.js';
import { OwnErrorFilter } from '../edge/own-error.filter.js';
import { shape } from '../edge/shape.js';
import { wait } from '../edge/wait.js';
import { MeetsFaults } from '../faults/meets-faults.js';
import { CardTerminal } from './card-terminal.js';
import { ChargeBook } from './charge-book.js';
import type { Period, Refund } from './charge-book.js';

const ChargeRequest = z.strictObject({
  reference: z.string().min(1).max(200),
  amountMinor: z.int().nonnegative(),
  currency: z.string().regex(/^[A-Z]{3}$/),
  token: z.string().min(1).max(200),
});

const RefundRequest = z.strictObject({ chargeId: z.string().min(1), amountMinor: z.int().nonnegative() });

const time = z.iso.datetime({ offset: true }).transform((text) => Date.parse(text));
const PeriodQuery = z
  .object({ from: time.optional(), to: time.optional() })
  .transform(({ from = -Infinity, to = Infinity }) => ({ from, to }));

/** The payment provider, as its customers see it. */
@AllowAccess('anyone')
@Controller('payments')
@UseFilters(new OwnErrorFilter({ refused: 402 }))
@MeetsFaults('payments')
export class PaymentsController {
  constructor(
    private readonly book: ChargeBook,
    private readonly terminal: CardTerminal,
    private readonly answers: AnswersByKey,
  ) {}

  @Post('charges')
  async charge(
    @Body(shape(ChargeRequest)) { token, ...order }: z.output<typeof ChargeRequest>,
    @Headers('idempotency-key') key: string | undefined,
  ) {
    // The wait is no part of the work: a slow charge that is under way when the process dies has been made.
    const { answer, notBefore } = this.answers.once('charge', key, () => {
      const { charge, answerAfterMs } = this.terminal.charge(token, order, key ?? order.reference);
      const { id, status, amountMinor, currency, reference } = charge;
      return { answer: { id, status, amountMinor, currency, reference }, notBefore: Date.now() + answerAfterMs };
    });
    const tooEarlyMs = notBefore - Date.now();
    if (tooEarlyMs > 0) await wait(tooEarlyMs);
    return answer;
  }

  @Post('refunds')
  refund(
    @Body(shape(RefundRequest)) { chargeId, amountMinor }: z.output<typeof RefundRequest>,
    @Headers('idempotency-key') key: string | undefined,
  ): Refund {
    return this.answers.once('refund', key, () => this.book.refund(chargeId, amountMinor));
  }

  @Get('charges')
  charges(@Query(shape(PeriodQuery)) period: Period) {
    return { items: this.book.within(period) };
  }

  @Get('charges/:id')
  find(@Param('id') id: string) {
    return this.book.find(id);
  }

  @Get('balance')
  balance() {
    return this.book.balance();
  }
}
