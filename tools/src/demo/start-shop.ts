import type { Supervisor } from '../infrastructure/supervisor.js';
import { awaitCatalogue } from './await-catalogue.js';
import { awaitReady } from './await-ready.js';
import type { Awaited } from './await-ready.js';
import type { DemoOptions } from './demo-options.js';
import type { Surroundings } from './shop-environment.js';
import { fakeModelUrl, shop, urlOf } from './shop-map.js';
import { fakeModelPlan, outsideWorldPlan, shopPlans, wholeShop } from './shop-processes.js';

/** Starts the shop's own processes and its outside world; resolves when all are ready and the catalogue is known to all. */
export async function startShop(
  layout: DemoOptions['layout'],
  around: Surroundings,
  supervisor: Supervisor,
  print: (line: string) => void,
): Promise<void> {
  const fakes = around.model === 'fake' ? [fakeModelPlan(around)] : [];
  const plans = [...outsideWorldPlans(around), ...fakes, ...shopPlans(layout, around, around.data)];
  await Promise.all(plans.map((plan) => supervisor.start(plan)));
  await awaitReady(everything(layout, around), supervisor, print);
  await awaitCatalogue(urlOf(around.ports, 'order-service'));
  print('The catalogue is seeded');
}

function outsideWorldPlans(around: Surroundings) {
  return around.outsideWorld === 'simulators' ? [outsideWorldPlan(around)] : [];
}

function everything(layout: DemoOptions['layout'], { outsideWorld, model, ports }: Surroundings): readonly Awaited[] {
  const processOf = (name: string) => (layout === 'one-process' ? wholeShop : name);
  const simulators = { name: 'outside-world', url: urlOf(ports, 'outside-world'), processName: 'outside-world' };
  const fake = { name: 'fake-model', url: fakeModelUrl(ports), processName: 'fake-model' };
  return [
    ...(outsideWorld === 'simulators' ? [simulators] : []),
    ...(model === 'fake' ? [fake] : []),
    ...shop.map((name) => ({ name, url: urlOf(ports, name), processName: processOf(name) })),
  ];
}
