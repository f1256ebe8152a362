import { isAppError } from '@shop/kernel';
import { Inject, Injectable, Logger } from '@nestjs/common';
import type { OnApplicationBootstrap } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { RegisterUser } from './commands/register-user.js';
import type { Role } from './domain/user.js';
import { USER_CONFIG } from './user.config.js';
import type { UserConfig } from './user.config.js';

interface DemoAccount {
  readonly email: string;
  readonly name: string;
  readonly roles: readonly Role[];
}

const DEMO_PASSWORD = 'demo-password';
const demoAccounts: readonly DemoAccount[] = [
  { email: 'customer@shop.test', name: 'Demo Customer', roles: ['customer'] },
  { email: 'support@shop.test', name: 'Demo Support', roles: ['customer', 'support'] },
  { email: 'admin@shop.test', name: 'Demo Administrator', roles: ['customer', 'admin'] },
];

/** Makes the accounts that the README names, before the service is ready. Those that exist stay as they are. */
@Injectable()
export class DemoAccounts implements OnApplicationBootstrap {
  private readonly logger = new Logger(DemoAccounts.name);

  constructor(
    private readonly commands: CommandBus,
    @Inject(USER_CONFIG) private readonly config: Pick<UserConfig, 'SEED_DEMO'>,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    if (!this.config.SEED_DEMO) return;
    for (const account of demoAccounts) await this.register(account);
  }

  private async register({ email, name, roles }: DemoAccount): Promise<void> {
    try {
      await this.commands.execute(new RegisterUser({ email, name, password: DEMO_PASSWORD }, roles));
      this.logger.log(`made the demo account ${email}`);
    } catch (error) {
      // Made by an earlier start, or by another replica a moment ago.
      if (!isAppError(error) || error.code !== 'user.email-taken') throw error;
    }
  }
}
