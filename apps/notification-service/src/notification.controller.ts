import { notificationsApi } from '@shop/api-contracts';
import type { AnswerOf, InputOf } from '@shop/api-contracts';
import { CurrentCaller, IdempotencyKey, Input, ServeRoute } from '@shop/platform';
import type { Caller } from '@shop/platform';
import { Controller } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { ResendNotification } from './commands/resend-notification.js';
import { ListNotifications } from './queries/list-notifications.js';

@Controller()
export class NotificationController {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
  ) {}

  @ServeRoute(notificationsApi.list)
  list(
    @Input() { query }: InputOf<typeof notificationsApi.list>,
    @CurrentCaller() caller: Caller,
  ): Promise<AnswerOf<typeof notificationsApi.list>> {
    return this.queries.execute(new ListNotifications(caller.id, query.limit, query.cursor));
  }

  @ServeRoute(notificationsApi.resend)
  resend(
    @Input() { params, body }: InputOf<typeof notificationsApi.resend>,
    @IdempotencyKey() key: string | undefined,
  ): Promise<AnswerOf<typeof notificationsApi.resend>> {
    return this.commands.execute(new ResendNotification(params.id, body.template, key));
  }
}
