import type { Profile } from '@shop/api-contracts';
import { notFound } from '@shop/kernel';
import { Command, CommandHandler } from '@nestjs/cqrs';
import type { ICommandHandler } from '@nestjs/cqrs';
import { changeProfile } from '../domain/user.decisions.js';
import type { ProfileChanges } from '../domain/user.decisions.js';
import { UserStore } from '../user.store.js';
import { toProfile } from '../user.view.js';

export class ChangeProfile extends Command<Profile> {
  constructor(
    readonly userId: string,
    readonly changes: ProfileChanges,
  ) {
    super();
  }
}

@CommandHandler(ChangeProfile)
export class ChangeProfileHandler implements ICommandHandler<ChangeProfile> {
  constructor(private readonly users: UserStore) {}

  async execute({ userId, changes }: ChangeProfile): Promise<Profile> {
    const user = await this.users.change(userId, changeProfile(userId, changes));
    if (!user.exists) throw notFound('user', userId);
    return toProfile(user);
  }
}
