import type { Tokens } from '@shop/api-contracts';
import { newId, unauthorised } from '@shop/kernel';
import { Command, CommandHandler } from '@nestjs/cqrs';
import type { ICommandHandler } from '@nestjs/cqrs';
import { DataSource } from 'typeorm';
import type { EntityManager } from 'typeorm';
import { recordAudit } from '../audit.rows.js';
import { PasswordHashing } from '../passwords/password-hashing.js';
import { Sessions } from '../sessions/sessions.js';
import type { GrantedSession } from '../sessions/sessions.js';
import { emailKey, UserRow } from '../user.rows.js';

export class SignIn extends Command<Tokens> {
  constructor(
    readonly email: string,
    readonly password: string,
  ) {
    super();
  }
}

@CommandHandler(SignIn)
export class SignInHandler implements ICommandHandler<SignIn> {
  constructor(
    private readonly source: DataSource,
    private readonly passwords: PasswordHashing,
    private readonly sessions: Sessions,
  ) {}

  /** @throws AppError `sign-in.refused`, the same for an unknown e-mail address and a wrong password, after the same work */
  async execute({ email, password }: SignIn): Promise<Tokens> {
    const { manager } = this.source;
    const user = await manager.findOneBy(UserRow, { emailLower: emailKey(email) });
    const isRight = await this.passwords.matches(user?.passwordHash, password);
    const tokens = user && isRight ? await this.sessions.grant((grant) => this.open(grant, user.id)) : undefined;
    if (tokens) return tokens;
    await recordAudit(manager, { actor: 'anonymous', action: 'sign-in-refused', subject: user?.id ?? 'unknown' });
    throw unauthorised('sign-in.refused', 'The e-mail address or the password is wrong.');
  }

  /** The first token of a new family. The account is locked like for a refresh; its roles are those of this moment. */
  private async open(manager: EntityManager, id: string): Promise<GrantedSession | undefined> {
    const user = await manager.findOne(UserRow, { where: { id }, lock: { mode: 'for_no_key_update' } });
    if (!user) return undefined;
    const family = newId();
    await recordAudit(manager, { actor: id, action: 'signed-in', subject: id, detail: { family } });
    return this.sessions.extend(manager, user, family);
  }
}
