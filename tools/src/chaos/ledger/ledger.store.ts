import { productChanged } from '@shop/domain-events';
import { GroupCommit, read } from '@shop/group-commit';
import { outbox, publish } from '@shop/messaging';
import { Injectable } from '@nestjs/common';
import { accounts, entries } from './ledger.rows.js';

/**
 * For each payment one entry, numbered within its account, and one event that carries the number. An effect that is lost, doubled
 * or out of order shows in the numbers.
 */
@Injectable()
export class Ledger {
  constructor(private readonly group: GroupCommit) {}

  book(account: string, paymentId: string): Promise<void> {
    return this.group.submit({
      reads: [read(accounts, account)],
      decide: (unit) => {
        const { entries: before, loaded } = unit.get(accounts, account) ?? { entries: 0, loaded: 0 };
        const number = before + 1;
        unit.put(accounts, account, { entries: number, loaded });
        unit.append(entries, { account, number, paymentId });
        // An event that comes many times for one key, told apart by nothing but its id.
        const price = { amountMinor: number, currency: 'USD' };
        const changed = {
          sku: account,
          name: paymentId,
          category: 'entry',
          price,
          discontinued: false,
          revision: number,
        };
        unit.append(outbox, publish(productChanged, changed));
      },
    });
  }
}
