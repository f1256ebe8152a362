import type { InputOf, User as UserAnswer, usersApi } from '@shop/api-contracts';
import { conflict, newId } from '@shop/kernel';
import { Command, CommandHandler } from '@nestjs/cqrs';
import type { ICommandHandler } from '@nestjs/cqrs';
import { InjectRepository } from '@nestjs/typeorm';
import { DatabaseError } from 'pg';
import { Repository } from 'typeorm';
import { register } from '../domain/user.decisions.js';
import type { Role } from '../domain/user.js';
import { PasswordHashing } from '../passwords/password-hashing.js';
import { emailKey, UserRow } from '../user.rows.js';
import { UserStore } from '../user.store.js';
import { toUserAnswer } from '../user.view.js';

type Registration = InputOf<typeof usersApi.register>['body'];

export class RegisterUser extends Command<UserAnswer> {
  constructor(
    readonly registration: Registration,
    readonly roles: readonly Role[],
  ) {
    super();
  }
}

@CommandHandler(RegisterUser)
export class RegisterUserHandler implements ICommandHandler<RegisterUser> {
  constructor(
    private readonly users: UserStore,
    private readonly passwords: PasswordHashing,
    @InjectRepository(UserRow) private readonly rows: Repository<UserRow>,
  ) {}

  /** @throws AppError `user.email-taken` */
  async execute({ registration: { email, name, password }, roles }: RegisterUser): Promise<UserAnswer> {
    // Saves the work of hashing; what decides is the index.
    if (await this.rows.existsBy({ emailLower: emailKey(email) })) throw emailTaken();
    const userId = newId();
    const passwordHash = await this.passwords.hash(password);
    const at = new Date().toISOString();
    try {
      await this.users.change(userId, register({ userId, email, name, passwordHash, roles, at }));
    } catch (error) {
      throw isEmailTaken(error) ? emailTaken() : error;
    }
    return toUserAnswer({ id: userId, email, name, roles });
  }
}

function isEmailTaken(error: unknown): boolean {
  return error instanceof DatabaseError && error.constraint === 'users_email_lower_key';
}

const emailTaken = () => conflict('user.email-taken', 'There is an account with this e-mail address already.');
