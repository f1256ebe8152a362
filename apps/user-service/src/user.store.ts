import { GroupCommit, read } from '@shop/group-commit';
import { fold } from '@shop/kernel';
import { outbox } from '@shop/messaging';
import { Injectable } from '@nestjs/common';
import type { UserDecision } from './domain/user.decisions.js';
import { userEvolver } from './domain/user.js';
import type { User } from './domain/user.js';
import { published } from './user.published.js';
import { users } from './user.rows.js';

/** The one transaction of whatever others hear of an account: its row and the event. */
@Injectable()
export class UserStore {
  constructor(private readonly group: GroupCommit) {}

  /** Decides on the account as it is; gives it as it is afterwards. */
  change(userId: string, decide: UserDecision): Promise<User> {
    return this.group.submit({
      reads: [read(users, userId)],
      decide: (unit) => {
        const before = unit.get(users, userId) ?? userEvolver.initial;
        const events = decide(before);
        const user = fold(userEvolver, events, before);
        if (events.length === 0 || !user.exists) return user;
        unit.put(users, userId, user);
        for (const event of events) {
          const message = published(user, event);
          if (message) unit.append(outbox, message);
        }
        return user;
      },
    });
  }
}
