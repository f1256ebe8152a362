import { services } from '@shop/kernel';
import { freePorts } from '../infrastructure/free-port.js';
import type { Supervisor } from '../infrastructure/supervisor.js';
import { chooseBus } from './choose-bus.js';
import type { Bus } from './choose-bus.js';
import type { DemoOptions } from './demo-options.js';
import type { DemoFile } from './demo-file.js';
import type { Surroundings } from './shop-environment.js';
import { assignPorts, databaseOf, fakeModelUrl, freePortsNeeded, shop, urlOf } from './shop-map.js';
import { wholeShop } from './shop-processes.js';
import { startDatabases } from './start-databases.js';
import { startShop } from './start-shop.js';

export interface DemoOutput {
  readonly print: (line: string) => void;
  readonly debug: (line: string) => void;
}

/** Starts everything; resolves with what demo.json says when all of it is ready. */
export async function startDemo(
  options: DemoOptions,
  supervisor: Supervisor,
  inherited: NodeJS.ProcessEnv,
  output: DemoOutput,
): Promise<() => DemoFile> {
  const ports = assignPorts(options.port, await freePorts(freePortsNeeded));
  const [bus, databases] = await Promise.all([
    chooseBus(options, supervisor, output.print),
    startDatabases(options, supervisor, output.debug).then((urls) => {
      output.print('Postgres is up');
      return urls;
    }),
  ]);
  const kafkaBrokers = bus.kind === 'kafka' ? bus.brokers : undefined;
  const layout = bus.kind === 'memory' ? 'one-process' : options.layout;
  output.print(describe(bus, layout));
  if (options.model === 'fake') output.print(`Analyses: ${describeFake(fakeModelUrl(ports))}`);
  const around: Surroundings = {
    bus: bus.kind,
    kafkaBrokers,
    databases,
    ports,
    outsideWorld: 'simulators',
    model: options.model === 'fake' ? 'fake' : undefined,
    data: options.data,
    inherited,
  };
  await Promise.all([kafkaIsUp(bus, output.print), startShop(layout, around, supervisor, output.print)]);
  return () => demoFile(around, supervisor);
}

function describe(bus: Bus, layout: DemoOptions['layout']): string {
  const where = layout === 'one-process' ? 'all services in one process' : 'one process per service';
  if (bus.kind === 'kafka') return `Bus: Kafka at ${bus.brokers}; ${where}`;
  return `Bus: memory, because ${bus.why}; so ${where}`;
}

function describeFake(url: string): string {
  return `by a fake model at ${url}, which plays answers and understands nothing; what reaches it: ${url}/requests`;
}

/** The services start meanwhile: they have to come up without a broker anyway. */
async function kafkaIsUp(bus: Bus, print: (line: string) => void): Promise<void> {
  if (bus.kind === 'memory') return;
  await bus.ready();
  print('Kafka is up');
}

function demoFile({ bus, kafkaBrokers, databases, ports }: Surroundings, supervisor: Supervisor): DemoFile {
  const perService = supervisor
    .running()
    .flatMap((found) =>
      found.name === wholeShop ? shop.map((name) => ({ name, pid: found.pid, port: ports.of[name] })) : [found],
    );
  return {
    gateway: urlOf(ports, 'api-gateway'),
    bus,
    kafkaBrokers: kafkaBrokers ?? null,
    databases: Object.fromEntries(services.map((name) => [name, databases.get(databaseOf(name)) ?? ''])),
    mail: `${urlOf(ports, 'outside-world')}/mail`,
    processes: perService,
  };
}
