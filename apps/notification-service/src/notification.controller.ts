import { notificationsApi } from '@shop/api-contracts';
import type { AnswerOf, InputOf } from '@shop/api-contracts';
import { CurrentCaller, Input, ServeRoute } from '@shop/platform';
import type { Caller } from '@shop/platform';
import { Controller } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ListNotifications } from './queries/list-notifications.js';

@Controller()
export class NotificationController {
  constructor(private readonly queries: QueryBus) {}

  @ServeRoute(notificationsApi.list)
  list(
    @Input() { query }: InputOf<typeof notificationsApi.list>,
    @CurrentCaller() caller: Caller,
  ): Promise<AnswerOf<typeof notificationsApi.list>> {
    return this.queries.execute(new ListNotifications(caller.id, query.limit, query.cursor));
  }
}
