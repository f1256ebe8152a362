import type { User as UserAnswer } from '@shop/api-contracts';
import { notFound } from '@shop/kernel';
import { Command, CommandHandler } from '@nestjs/cqrs';
import type { ICommandHandler } from '@nestjs/cqrs';
import { DataSource } from 'typeorm';
import type { EntityManager } from 'typeorm';
import { recordAudit } from '../audit.rows.js';
import { rolesAfter } from '../domain/roles.js';
import type { Role } from '../domain/user.js';
import { UserRow } from '../user.rows.js';
import { toUserAnswer } from '../user.view.js';

/** Replaces the roles of an account. They are in its access tokens from the next sign-in or refresh on. */
export class ChangeRoles extends Command<UserAnswer> {
  constructor(
    readonly userId: string,
    readonly roles: readonly Role[],
    readonly actorId: string,
  ) {
    super();
  }
}

@CommandHandler(ChangeRoles)
export class ChangeRolesHandler implements ICommandHandler<ChangeRoles> {
  constructor(private readonly source: DataSource) {}

  /** @throws AppError `user.not-found`, `user.last-admin` */
  execute({ userId, roles, actorId }: ChangeRoles): Promise<UserAnswer> {
    return this.source.transaction(async (manager) => {
      const locked = await lockWithAdmins(manager, userId);
      const user = locked.find(({ id }) => id === userId);
      if (!user) throw notFound('user', userId);
      const admins = locked.filter((row) => row.roles.includes('admin')).map(({ id }) => id);
      const from = user.roles;
      const to = [...rolesAfter({ userId, roles, admins })];
      if (from.join() !== to.join()) {
        await manager.update(UserRow, { id: userId }, { roles: to });
        await recordAudit(manager, { actor: actorId, action: 'roles-changed', subject: userId, detail: { from, to } });
      }
      return toUserAnswer({ ...user, roles: to });
    });
  }
}

/**
 * All administrators are locked: of two who take the role from each other at the same time, the second sees what the first did.
 * One statement, in order of id as the group commit locks too, so that nobody waits in a circle.
 */
function lockWithAdmins(manager: EntityManager, userId: string): Promise<UserRow[]> {
  return manager
    .createQueryBuilder(UserRow, 'u')
    .setLock('for_no_key_update')
    .where(`u.id = :userId OR 'admin' = ANY (u.roles)`, { userId })
    .orderBy('u.id')
    .getMany();
}
