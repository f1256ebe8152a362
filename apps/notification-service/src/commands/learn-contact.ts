import type { DataOf, userChanged } from '@shop/domain-events';
import { GroupCommit, read } from '@shop/group-commit';
import { Command, CommandHandler } from '@nestjs/cqrs';
import type { ICommandHandler } from '@nestjs/cqrs';
import { contacts } from '../contact.rows.js';

/** There is a new user, or one has changed. */
export class LearnContact extends Command<void> {
  constructor(readonly user: DataOf<typeof userChanged>) {
    super();
  }
}

@CommandHandler(LearnContact)
export class LearnContactHandler implements ICommandHandler<LearnContact> {
  constructor(private readonly group: GroupCommit) {}

  /** The highest revision wins, so events may come in any order. */
  async execute({ user }: LearnContact): Promise<void> {
    const { userId, email, name, notificationPreferences: preferences, revision } = user;
    await this.group.submit({
      reads: [read(contacts, userId)],
      decide: (unit) => {
        const known = unit.get(contacts, userId);
        if (known && known.revision >= revision) return;
        unit.put(contacts, userId, { userId, email, name, preferences, revision });
      },
    });
  }
}
