import { usersApi } from '@shop/api-contracts';
import type { AnswerOf, InputOf } from '@shop/api-contracts';
import { CurrentCaller, Input, ServeRoute } from '@shop/platform';
import type { Caller } from '@shop/platform';
import { Controller, Header } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { ChangeProfile } from './commands/change-profile.js';
import { ChangeRoles } from './commands/change-roles.js';
import { RefreshSession } from './commands/refresh-session.js';
import { RegisterUser } from './commands/register-user.js';
import { SignIn } from './commands/sign-in.js';
import { SignOut } from './commands/sign-out.js';
import { GetKeySet } from './queries/get-key-set.js';
import { GetProfile } from './queries/get-profile.js';
import { ListUsers } from './queries/list-users.js';

/** Tokens must not stay behind in a cache on the way (RFC 6749, section 5.1). */
const NotCached = () => Header('cache-control', 'no-store');

@Controller()
export class UserController {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
  ) {}

  @ServeRoute(usersApi.register)
  register(@Input() { body }: InputOf<typeof usersApi.register>): Promise<AnswerOf<typeof usersApi.register>> {
    return this.commands.execute(new RegisterUser(body, ['customer']));
  }

  @NotCached()
  @ServeRoute(usersApi.login)
  login(@Input() { body }: InputOf<typeof usersApi.login>): Promise<AnswerOf<typeof usersApi.login>> {
    return this.commands.execute(new SignIn(body.email, body.password));
  }

  @NotCached()
  @ServeRoute(usersApi.refresh)
  refresh(@Input() { body }: InputOf<typeof usersApi.refresh>): Promise<AnswerOf<typeof usersApi.refresh>> {
    return this.commands.execute(new RefreshSession(body.refreshToken));
  }

  @ServeRoute(usersApi.logout)
  logout(@Input() { body }: InputOf<typeof usersApi.logout>, @CurrentCaller() caller: Caller): Promise<void> {
    return this.commands.execute(new SignOut(caller.id, body.refreshToken));
  }

  @ServeRoute(usersApi.me)
  me(@CurrentCaller() caller: Caller): Promise<AnswerOf<typeof usersApi.me>> {
    return this.queries.execute(new GetProfile(caller.id));
  }

  @ServeRoute(usersApi.changeMe)
  changeMe(
    @Input() { body }: InputOf<typeof usersApi.changeMe>,
    @CurrentCaller() caller: Caller,
  ): Promise<AnswerOf<typeof usersApi.changeMe>> {
    return this.commands.execute(new ChangeProfile(caller.id, body));
  }

  @ServeRoute(usersApi.list)
  list(@Input() { query }: InputOf<typeof usersApi.list>): Promise<AnswerOf<typeof usersApi.list>> {
    return this.queries.execute(new ListUsers(query));
  }

  @ServeRoute(usersApi.setRoles)
  setRoles(
    @Input() { params, body }: InputOf<typeof usersApi.setRoles>,
    @CurrentCaller() caller: Caller,
  ): Promise<AnswerOf<typeof usersApi.setRoles>> {
    return this.commands.execute(new ChangeRoles(params.id, body.roles, caller.id));
  }

  @ServeRoute(usersApi.jwks)
  jwks(): Promise<AnswerOf<typeof usersApi.jwks>> {
    return this.queries.execute(new GetKeySet());
  }
}
