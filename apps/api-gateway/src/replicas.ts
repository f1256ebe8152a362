import { isIP } from 'node:net';
import { Addresses } from './addresses.js';
import type { Lookup } from './addresses.js';
import { Replica, wasNotSent } from './replica.js';
import type { ReplicaLimits } from './replica.js';
import type { OpenedAnswer, UpstreamAnswer, UpstreamCall } from './upstream-call.js';

/**
 * All replicas of one upstream, as its name stands for them (ADR 0025). Each request goes to the one with the fewest under way,
 * in turn among equals. A replica that cannot be connected to costs its requests nothing but time: they go to another one.
 */
export class Replicas {
  private readonly addresses: Addresses;
  private byAddress: ReadonlyMap<string, Replica> = new Map();
  private seen: readonly string[] = [];
  private turn = 0;

  constructor(
    private readonly url: string,
    private readonly limits: ReplicaLimits,
    lookup: Lookup,
  ) {
    const hostname = new URL(url).hostname.replace(/^\[|\]$/g, '');
    this.addresses = new Addresses(hostname, isIP(hostname) ? (address) => Promise.resolve([address]) : lookup);
  }

  /** @throws what the last replica threw that was tried: one, unless earlier ones could not be connected to. */
  request(call: UpstreamCall, signal: AbortSignal): Promise<UpstreamAnswer> {
    return this.send((replica) => replica.request(call, signal), signal);
  }

  /** Like `request`, until the answer begins. */
  open(call: UpstreamCall, signal: AbortSignal): Promise<OpenedAnswer> {
    return this.send((replica) => replica.open(call, signal), signal);
  }

  private async send<Answer>(to: (replica: Replica) => Promise<Answer>, signal: AbortSignal): Promise<Answer> {
    const tried = new Set<Replica>();
    let failure: unknown = new Error('The name stands for no address.');
    for (let replica = await this.next(tried); replica; replica = await this.next(tried)) {
      try {
        return await to(replica);
      } catch (error) {
        if (!wasNotSent(error) || signal.aborted) throw error;
        tried.add(replica);
        failure = error;
      }
    }
    throw failure;
  }

  /** To each of them, for what concerns a process and not the service. What one throws is its outcome. */
  async requestEach(call: UpstreamCall, signal: AbortSignal): Promise<readonly PromiseSettledResult<UpstreamAnswer>[]> {
    return Promise.allSettled((await this.current()).map((replica) => replica.request(call, signal)));
  }

  /** Whether there is one that says so: the others may be starting or stopping. */
  async areReady(signal: AbortSignal): Promise<boolean> {
    const answers = await Promise.all(
      (await this.current()).map((replica) => replica.isReady(signal).catch(() => false)),
    );
    return answers.includes(true);
  }

  async close(): Promise<void> {
    await Promise.all([...this.byAddress.values()].map((replica) => replica.close()));
  }

  /** When all that were known have been tried the name may stand for others by now. */
  private async next(tried: ReadonlySet<Replica>): Promise<Replica | undefined> {
    const found = this.choose(await this.current(), tried);
    if (found || tried.size === 0) return found;
    await this.addresses.refresh().catch(() => undefined);
    return this.choose(await this.current(), tried);
  }

  private choose(all: readonly Replica[], tried: ReadonlySet<Replica>): Replica | undefined {
    const left = all.filter((replica) => !tried.has(replica));
    const well = left.filter((replica) => !replica.isAside);
    const eligible = well.length > 0 ? well : left;
    this.turn += 1;
    const start = this.turn % Math.max(1, eligible.length);
    const inTurn = [...eligible.slice(start), ...eligible.slice(0, start)];
    return inTurn.reduce<Replica | undefined>(
      (best, each) => (best && best.load <= each.load ? best : each),
      undefined,
    );
  }

  private async current(): Promise<readonly Replica[]> {
    const addresses = await this.addresses.current();
    if (addresses !== this.seen) this.follow(addresses);
    return [...this.byAddress.values()];
  }

  private follow(addresses: readonly string[]): void {
    const before = this.byAddress;
    this.seen = addresses;
    this.byAddress = new Map(
      addresses.map((address) => [address, before.get(address) ?? new Replica(this.url, address, this.limits)]),
    );
    for (const [address, replica] of before) if (!this.byAddress.has(address)) void replica.close();
  }
}
