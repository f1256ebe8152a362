import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import type { DemoOptions } from '../demo/demo-options.js';
import type { Surroundings } from '../demo/shop-environment.js';
import { assignPorts, freePortsNeeded, urlOf } from '../demo/shop-map.js';
import type { ShopName } from '../demo/shop-map.js';
import { stopOrder } from '../demo/shop-processes.js';
import { startShop } from '../demo/start-shop.js';
import { freePorts } from '../infrastructure/free-port.js';
import { Supervisor } from '../infrastructure/supervisor.js';
import type { RunningProcess } from '../infrastructure/supervisor.js';
import type { BenchInfrastructure } from './bench-infrastructure.js';

export interface ShopVariant {
  readonly layout: DemoOptions['layout'];
  readonly outsideWorld: Surroundings['outsideWorld'];
  /** `per-message`: every command commits alone, several at a time. */
  readonly commits: 'grouped' | 'per-message';
}

export interface ShopUnderTest {
  readonly gateway: string;
  readonly orderService: string;
  readonly kafkaBrokers: string;
  readonly urlOf: (name: ShopName) => string;
  readonly databases: ReadonlyMap<string, string>;
  /** Of shop and infrastructure. */
  readonly processes: () => readonly RunningProcess[];
  readonly stop: () => Promise<void>;
}

/** Eight at a time, nearly the whole pool: one after the other would make too easy a baseline. */
const perMessage = { GROUP_COMMIT_MAX: '1', GROUP_COMMIT_LANES: '8' };

/**
 * The real services, started as `npm run demo` starts them, on databases and topics that shops before them have used: as long as theirs
 * were drained, all find the same.
 */
export async function startShopUnderTest(
  infrastructure: BenchInfrastructure,
  { layout, outsideWorld, commits }: ShopVariant,
  env: NodeJS.ProcessEnv,
): Promise<ShopUnderTest> {
  const [gateway = 0, ...free] = await freePorts(freePortsNeeded + 1);
  const ports = assignPorts(gateway, free);
  const { kafkaBrokers, databases } = infrastructure;
  const data = mkdtempSync(join(infrastructure.directory, 'shop-'));
  const inherited = { ...env, ...(commits === 'per-message' && perMessage) };
  const around: Surroundings = { bus: 'kafka', kafkaBrokers, databases, ports, outsideWorld, data, inherited };
  const start = new StartWatch(infrastructure.print);
  const supervisor = new Supervisor({ logs: join(data, 'logs'), print: start.onDeath });
  const stop = () => supervisor.stopAll(stopOrder);
  infrastructure.started.add(stop);
  try {
    await Promise.race([startShop(layout, around, supervisor, () => undefined), start.failed]);
  } catch (error) {
    const [name = ''] = (error as Error).message.split(' ');
    const log = await supervisor.logTail(name);
    await stop();
    throw new Error(`The shop has not started: ${(error as Error).message}\n${log}`, { cause: error });
  }
  return {
    gateway: urlOf(ports, 'api-gateway'),
    orderService: urlOf(ports, 'order-service'),
    kafkaBrokers,
    urlOf: (name) => urlOf(ports, name),
    databases,
    processes: () => [...supervisor.running(), ...infrastructure.processes()],
    stop,
  };
}

/** A process that dies while the shop starts would die again and again: that is no shop to measure. Later deaths are a case's business. */
class StartWatch {
  readonly failed: Promise<never>;
  private fail: (reason: Error) => void = () => undefined;

  constructor(private readonly print: (line: string) => void) {
    this.failed = new Promise((_, reject) => (this.fail = reject));
    this.failed.catch(() => undefined);
  }

  readonly onDeath = (line: string): void => {
    this.print(line);
    this.fail(new Error(line));
  };
}
