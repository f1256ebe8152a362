import { productChanged, topics } from '@shop/domain-events';
import type { Broker } from '@shop/messaging';
import { newId } from '@shop/kernel';

interface Heard {
  readonly eventId: string;
  readonly account: string;
  readonly number: number;
}

/** What the ledger has published, as a consumer that knows no repetition sees it: each event id once, at its first coming. */
export class LedgerOutput {
  private readonly heard = new Map<string, Heard>();
  /** Records that came again under an id that was known: allowed, and a sign that a test has hit what it aimed at. */
  repetitions = 0;

  async listen(broker: Broker): Promise<this> {
    await broker.consume({
      group: `reader-${newId()}`,
      topics: [topics.catalogue],
      onBatch: async (batch) => {
        for (const { headers, value } of batch.records) {
          if (headers['ce_type'] === productChanged.type) this.keep(headers['ce_id'] ?? '', value ?? '');
        }
        await batch.commit((batch.records.at(-1)?.offset ?? -1n) + 1n);
      },
    });
    return this;
  }

  get count(): number {
    return this.heard.size;
  }

  /** Account → the numbers of its entries, in the order in which they were first heard. */
  numbers(): ReadonlyMap<string, readonly number[]> {
    const numbers = new Map<string, number[]>();
    for (const { account, number } of this.heard.values()) {
      const known = numbers.get(account);
      if (known) known.push(number);
      else numbers.set(account, [number]);
    }
    return numbers;
  }

  private keep(eventId: string, value: string): void {
    if (this.heard.has(eventId)) {
      this.repetitions += 1;
      return;
    }
    const { sku, revision } = productChanged.schema.parse(JSON.parse(value));
    this.heard.set(eventId, { eventId, account: sku, number: revision });
  }
}
