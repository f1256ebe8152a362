import type { DataOf, userChanged } from '@shop/domain-events';
import { GroupCommit } from '@shop/group-commit';
import { Command, CommandHandler } from '@nestjs/cqrs';
import type { ICommandHandler } from '@nestjs/cqrs';
import { Contact, contacts } from '../contact.rows.js';

/** There is a new user, or one has changed. */
export class LearnContact extends Command<void> {
  constructor(readonly user: DataOf<typeof userChanged>) {
    super();
  }
}

@CommandHandler(LearnContact)
export class LearnContactHandler implements ICommandHandler<LearnContact> {
  constructor(private readonly group: GroupCommit) {}

  async execute({
    user: { userId, email, name, notificationPreferences: preferences, revision },
  }: LearnContact): Promise<void> {
    const contact = Object.assign(new Contact(), { userId, email, name, preferences, revision });
    await this.group.submit({ reads: [], decide: (unit) => unit.append(contacts, contact) });
  }
}
