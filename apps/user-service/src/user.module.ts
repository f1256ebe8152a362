import { MessagingModule } from '@shop/messaging';
import { OperatorModule } from '@shop/operator-api';
import { DatabaseModule } from '@shop/platform';
import { Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AuditRow } from './audit.rows.js';
import { ChangeProfileHandler } from './commands/change-profile.js';
import { ChangeRolesHandler } from './commands/change-roles.js';
import { RefreshSessionHandler } from './commands/refresh-session.js';
import { RegisterUserHandler } from './commands/register-user.js';
import { SignInHandler } from './commands/sign-in.js';
import { SignOutHandler } from './commands/sign-out.js';
import { DemoAccounts } from './demo-accounts.js';
import { PasswordHashing } from './passwords/password-hashing.js';
import { GetKeySetHandler } from './queries/get-key-set.js';
import { GetProfileHandler } from './queries/get-profile.js';
import { ListUsersHandler } from './queries/list-users.js';
import { AccessTokens } from './sessions/access-tokens.js';
import { RefreshTokenRow } from './sessions/refresh-token.rows.js';
import { Sessions } from './sessions/sessions.js';
import { SigningKeyRow } from './sessions/signing-key.rows.js';
import { SigningKeys } from './sessions/signing-keys.js';
import { USER_CONFIG } from './user.config.js';
import type { UserConfig } from './user.config.js';
import { UserController } from './user.controller.js';
import { userMigrations } from './user.migrations.js';
import { UserRow } from './user.rows.js';
import { UserStore } from './user.store.js';

export const userService = 'user-service';

const entities = [UserRow, RefreshTokenRow, SigningKeyRow, AuditRow];
const commands = [
  RegisterUserHandler,
  SignInHandler,
  RefreshSessionHandler,
  SignOutHandler,
  ChangeProfileHandler,
  ChangeRolesHandler,
];
const queries = [GetProfileHandler, ListUsersHandler, GetKeySetHandler];
const sessions = [PasswordHashing, SigningKeys, AccessTokens, Sessions];

@Module({})
export class UserModule {
  static with(config: UserConfig): DynamicModule {
    return {
      module: UserModule,
      imports: [
        DatabaseModule.with({ service: userService, config, entities, migrations: userMigrations }),
        TypeOrmModule.forFeature(entities),
        MessagingModule.with({ service: userService, config }),
        OperatorModule.with({ service: userService, auditTables: ['audit'] }),
        CqrsModule.forRoot(),
      ],
      controllers: [UserController],
      providers: [
        { provide: USER_CONFIG, useValue: config },
        UserStore,
        DemoAccounts,
        ...sessions,
        ...commands,
        ...queries,
      ],
    };
  }
}
