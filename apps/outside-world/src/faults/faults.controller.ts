import { Body, Controller, Delete, Get, HttpCode, Post, UseFilters } from '@nestjs/common';
import { AllowAccess } from '@shop/platform';
import { z } from 'zod';
import { OwnErrorFilter } from '../edge/own-error.filter.js';
import { shape } from '../edge/shape.js';
import { FaultBoard, faultTargets } from './fault-board.js';
import type { Fault } from './fault-board.js';

const FaultRequest = z
  .strictObject({
    target: z.enum(faultTargets),
    status: z.int().min(400).max(599).optional(),
    delayMs: z.int().min(0).max(600_000).optional(),
    times: z.int().min(1).optional(),
  })
  .transform((fault) =>
    fault.status === undefined && fault.delayMs === undefined ? { ...fault, status: 503 } : fault,
  );

/** Breaks the outside world on purpose. */
@AllowAccess('anyone')
@Controller('faults')
@UseFilters(new OwnErrorFilter())
export class FaultsController {
  constructor(private readonly faults: FaultBoard) {}

  @Post()
  set(@Body(shape(FaultRequest)) fault: Fault): Fault {
    this.faults.set(fault);
    return fault;
  }

  @Get()
  list() {
    return { items: this.faults.all() };
  }

  @Delete()
  @HttpCode(204)
  clear(): void {
    this.faults.clear();
  }
}
