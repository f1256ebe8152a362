import type { DeadLetter, Redriven, WholeDeadLetter } from '@shop/api-contracts';
import type { ShopClient } from '../client/shop-client.js';

interface LetterPage {
  readonly items: readonly DeadLetter[];
  readonly nextCursor: string | null;
  readonly degraded: readonly string[];
}

export interface Found {
  readonly letters: readonly DeadLetter[];
  readonly degraded: readonly string[];
}

const PATH = '/admin/dead-letters';
const pathOf = (id: string) => `${PATH}/${encodeURIComponent(id)}`;

/** The dead letters of the shop, as an administrator has them. */
export class DeadLetterClient {
  constructor(private readonly shop: ShopClient) {}

  /** All pages of them. */
  async list(filter: Readonly<Record<string, string>>): Promise<Found> {
    const letters: DeadLetter[] = [];
    const degraded = new Set<string>();
    for (let cursor: string | null = ''; cursor !== null;) {
      const query = new URLSearchParams({ ...filter, limit: '100', ...(cursor && { cursor }) });
      const page: LetterPage = await this.shop.get(`${PATH}?${query.toString()}`);
      letters.push(...page.items);
      for (const service of page.degraded) degraded.add(service);
      cursor = page.nextCursor;
    }
    return { letters, degraded: [...degraded] };
  }

  show(id: string): Promise<WholeDeadLetter> {
    return this.shop.get(pathOf(id));
  }

  redrive(id: string, reason: string | undefined): Promise<WholeDeadLetter> {
    return this.shop.post(`${pathOf(id)}/redrive`, { ...(reason && { reason }) });
  }

  /** Until there are none left that failed before now; `onProgress` gets how many it has been so far. */
  async redriveKind(
    asked: { readonly kind: string; readonly service?: string; readonly reason?: string },
    onProgress: (redriven: number) => void,
  ): Promise<Omit<Redriven, 'hasMore'>> {
    const failedBefore = new Date().toISOString();
    let redriven = 0;
    for (;;) {
      const answer: Redriven = await this.shop.post(`${PATH}/redrive`, { ...asked, failedBefore });
      redriven += answer.redriven;
      if (!answer.hasMore || answer.redriven === 0) return { redriven, degraded: answer.degraded };
      onProgress(redriven);
    }
  }

  discard(id: string, reason: string | undefined): Promise<void> {
    return this.shop.delete(`${pathOf(id)}${reason ? `?${new URLSearchParams({ reason }).toString()}` : ''}`);
  }
}
