import { GroupCommit } from '@shop/group-commit';
import { Command, CommandHandler } from '@nestjs/cqrs';
import type { ICommandHandler } from '@nestjs/cqrs';
import { dispatches } from '../notification.rows.js';
import type { Dispatch } from '../notification.rows.js';

/** A message was taken by its channel, or refused for good. */
export class RecordDispatch extends Command<void> {
  constructor(
    readonly notificationId: string,
    readonly status: Dispatch['status'],
  ) {
    super();
  }
}

@CommandHandler(RecordDispatch)
export class RecordDispatchHandler implements ICommandHandler<RecordDispatch> {
  constructor(private readonly group: GroupCommit) {}

  async execute({ notificationId: id, status }: RecordDispatch): Promise<void> {
    await this.group.submit({
      reads: [],
      decide: (unit) => unit.append(dispatches, { id, status, at: new Date() }),
    });
  }
}
