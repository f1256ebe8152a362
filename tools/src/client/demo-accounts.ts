/** What `demo` seeds; see the contract. */
export const demoAccounts = {
  customer: 'customer@shop.test',
  support: 'support@shop.test',
  admin: 'admin@shop.test',
  password: 'demo-password',
} as const;
