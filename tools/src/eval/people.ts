import { demoAccounts } from '../client/demo-accounts.js';
import { ShopClient } from '../client/shop-client.js';

const password = 'an-evaluated-password';

/** Everybody who does something in the shop, signed in. */
export class People {
  readonly admin: ShopClient;
  readonly support: ShopClient;
  private readonly customers: ShopClient[] = [];

  constructor(private readonly gateway: string) {
    this.admin = new ShopClient(gateway);
    this.support = new ShopClient(gateway);
  }

  async signIn(): Promise<void> {
    await Promise.all([
      this.admin.signIn(demoAccounts.admin, demoAccounts.password),
      this.support.signIn(demoAccounts.support, demoAccounts.password),
    ]);
  }

  /** Somebody who has never been here. */
  async newCustomer(): Promise<ShopClient> {
    const client = new ShopClient(this.gateway);
    this.customers.push(client);
    const email = `customer-${this.customers.length}@eval.test`;
    await client.post('/auth/register', { email, password, name: 'A Customer' });
    return client.signIn(email, password);
  }

  async goAway(): Promise<void> {
    await Promise.all([this.admin, this.support, ...this.customers].map((client) => client.close()));
  }
}
