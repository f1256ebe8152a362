import { Controller, Inject } from '@nestjs/common';
import { operatorsApi } from '@shop/api-contracts';
import type { AnswerOf, InputOf, Upstream } from '@shop/api-contracts';
import { DeadLetterDesk } from '@shop/messaging';
import { CurrentCaller, Input, ServeRoute } from '@shop/platform';
import type { Caller } from '@shop/platform';
import { toListAnswer, toWholeAnswer } from './letter-answer.js';
import { cursorAfter, ownLetterId, placeAfter } from './letter-place.js';
import { OPERATOR_OPTIONS } from './operator-options.js';
import type { OperatorOptions } from './operator-options.js';

/** This service's part of the routes; what several services have a part in, the gateway puts together. */
@Controller()
export class DeadLettersController {
  private readonly service: Upstream;

  constructor(
    private readonly desk: DeadLetterDesk,
    @Inject(OPERATOR_OPTIONS) options: OperatorOptions,
  ) {
    this.service = options.service;
  }

  @ServeRoute(operatorsApi.deadLetters)
  async list(
    @Input() { query }: InputOf<typeof operatorsApi.deadLetters>,
  ): Promise<AnswerOf<typeof operatorsApi.deadLetters>> {
    const { status, kind, correlationId, limit, cursor } = query;
    const after = placeAfter(cursor, this.service);
    const found = await this.desk.list({ status, kind, correlationId, limit: limit + 1, after });
    const items = found.slice(0, limit).map((letter) => toListAnswer(letter, this.service));
    const last = items.at(-1);
    return { items, nextCursor: found.length > limit && last ? cursorAfter(last) : null, degraded: [] };
  }

  @ServeRoute(operatorsApi.deadLetter)
  async find(
    @Input() { params }: InputOf<typeof operatorsApi.deadLetter>,
  ): Promise<AnswerOf<typeof operatorsApi.deadLetter>> {
    return toWholeAnswer(await this.desk.find(ownLetterId(params.id, this.service)), this.service);
  }

  @ServeRoute(operatorsApi.redrive)
  async redrive(
    @Input() { params, body }: InputOf<typeof operatorsApi.redrive>,
    @CurrentCaller() caller: Caller,
  ): Promise<AnswerOf<typeof operatorsApi.redrive>> {
    const decider = { by: caller.id, reason: body.reason };
    return toWholeAnswer(await this.desk.redrive(ownLetterId(params.id, this.service), decider), this.service);
  }

  @ServeRoute(operatorsApi.redriveKind)
  async redriveKind(
    @Input() { body }: InputOf<typeof operatorsApi.redriveKind>,
    @CurrentCaller() caller: Caller,
  ): Promise<AnswerOf<typeof operatorsApi.redriveKind>> {
    const failedBefore = body.failedBefore === undefined ? new Date() : new Date(body.failedBefore);
    const done = await this.desk.redriveKind(body.kind, failedBefore, { by: caller.id, reason: body.reason });
    return { ...done, degraded: [] };
  }

  @ServeRoute(operatorsApi.discard)
  async discard(
    @Input() { params, query }: InputOf<typeof operatorsApi.discard>,
    @CurrentCaller() caller: Caller,
  ): Promise<void> {
    await this.desk.discard(ownLetterId(params.id, this.service), { by: caller.id, reason: query.reason });
  }
}
