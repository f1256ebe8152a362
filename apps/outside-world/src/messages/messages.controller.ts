import { Body, Controller, Get, Headers, HttpCode, Inject, Post, UseFilters } from '@nestjs/common';
import { AllowAccess } from '@shop/platform';
import { z } from 'zod';
import { AnswersByKey } from '../edge/answers-by-key.js';
import { OwnErrorFilter } from '../edge/own-error.filter.js';
import { shape } from '../edge/shape.js';
import { MeetsFaults } from '../faults/meets-faults.js';
import { Memory } from '../memory/memory.js';
import { LIMITS } from '../outside-world.config.js';
import type { Limits } from '../outside-world.config.js';
import { MessageLog } from './message-log.js';

const Sms = z.strictObject({ to: z.string().min(1).max(100), text: z.string().min(1).max(2_000) });
type Sms = z.output<typeof Sms>;

const Push = z.strictObject({
  userId: z.string().min(1).max(100),
  title: z.string().min(1).max(200),
  text: z.string().min(1).max(2_000),
});
type Push = z.output<typeof Push>;

/** A provider of text messages and push notifications. Its faults go by the target `sms`, for both. */
@AllowAccess('anyone')
@Controller()
@UseFilters(new OwnErrorFilter())
@MeetsFaults('sms')
export class MessagesController {
  private readonly sms: MessageLog<Sms>;
  private readonly pushes: MessageLog<Push>;

  constructor(
    private readonly answers: AnswersByKey,
    memory: Memory,
    @Inject(LIMITS) { messages }: Limits,
  ) {
    this.sms = new MessageLog(memory, 'sms', messages);
    this.pushes = new MessageLog(memory, 'pushes', messages);
  }

  @Post('sms')
  @HttpCode(202)
  takeSms(@Body(shape(Sms)) message: Sms, @Headers('idempotency-key') key: string | undefined) {
    return this.answers.once('sms', key, () => ({ id: this.sms.add(message).id }));
  }

  @Post('push')
  @HttpCode(202)
  takePush(@Body(shape(Push)) message: Push, @Headers('idempotency-key') key: string | undefined) {
    return this.answers.once('push', key, () => ({ id: this.pushes.add(message).id }));
  }

  @Get('sms')
  listSms() {
    return { items: this.sms.newestFirst() };
  }

  @Get('push')
  listPushes() {
    return { items: this.pushes.newestFirst() };
  }
}
