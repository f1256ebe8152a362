import { lookup } from 'node:dns/promises';

/** All addresses that a name stands for now. */
export type Lookup = (hostname: string) => Promise<readonly string[]>;

/** As the host resolves names: /etc/hosts, then DNS. One address per replica for a compose service or a headless one of Kubernetes. */
export const systemLookup: Lookup = async (hostname) => {
  const found = await lookup(hostname, { all: true });
  return [...new Set(found.map(({ address }) => address))];
};

/** How old an answer may be before it is asked for again. */
const FRESH_MS = 1000;

/**
 * The addresses of one upstream, followed as they change, for as long as somebody asks: no timer, and nothing to close. A lookup
 * that fails leaves what was known: a name server that is away must not take the shop with it.
 */
export class Addresses {
  private known: readonly string[] = [];
  private lookedUpAt = -Infinity;
  private underWay: Promise<void> | undefined;

  constructor(
    private readonly hostname: string,
    private readonly lookup: Lookup,
  ) {}

  /** Waits for the name server only as long as nothing is known. @throws whatever the first lookup throws. */
  async current(): Promise<readonly string[]> {
    const isStale = Date.now() - this.lookedUpAt > FRESH_MS;
    if (this.known.length === 0) await this.refresh();
    else if (isStale) void this.refresh().catch(() => undefined);
    return this.known;
  }

  /** Asks now, and waits for the answer. */
  refresh(): Promise<void> {
    this.underWay ??= this.ask().finally(() => (this.underWay = undefined));
    return this.underWay;
  }

  private async ask(): Promise<void> {
    this.lookedUpAt = Date.now();
    const found = await this.lookup(this.hostname);
    if (found.length > 0) this.known = found;
  }
}
