import { Body, Controller, Get, Headers, HttpCode, Param, Post, UseFilters } from '@nestjs/common';
import { Address } from '@shop/kernel';
import { AllowAccess } from '@shop/platform';
import { z } from 'zod';
import { AnswersByKey } from '../edge/answers-by-key.js';
import { OwnErrorFilter } from '../edge/own-error.filter.js';
import { shape } from '../edge/shape.js';
import { MeetsFaults } from '../faults/meets-faults.js';
import { LabelBook } from './label-book.js';
import type { LabelOrder } from './label-book.js';

const LabelRequest = z.strictObject({
  reference: z.string().min(1).max(200),
  address: Address,
  parcels: z.array(z.strictObject({ sku: z.string().min(1), quantity: z.int().positive() })).min(1),
});

/** The carrier, as its customers see it. */
@AllowAccess('anyone')
@Controller('carrier/labels')
@UseFilters(new OwnErrorFilter({ refused: 422 }))
@MeetsFaults('carrier')
export class CarrierController {
  constructor(
    private readonly book: LabelBook,
    private readonly answers: AnswersByKey,
  ) {}

  @Post()
  create(@Body(shape(LabelRequest)) order: LabelOrder, @Headers('idempotency-key') key: string | undefined) {
    return this.answers.once('label', key, () => {
      const { id, carrier, trackingNumber } = this.book.create(order);
      return { id, carrier, trackingNumber };
    });
  }

  // Needs no key to be safe to repeat: a void label stays void.
  @Post(':id/void')
  @HttpCode(200)
  void(@Param('id') id: string) {
    const { status } = this.book.void(id);
    return { id, status };
  }

  @Get()
  list() {
    return { items: this.book.newestFirst() };
  }
}
