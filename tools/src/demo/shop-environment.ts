import { join } from 'node:path';
import { services } from '@shop/kernel';
import type { ServiceName } from '@shop/kernel';
import { databaseOf, fakeModelUrl, urlOf } from './shop-map.js';
import type { ShopName, ShopPorts } from './shop-map.js';

export interface Surroundings {
  readonly bus: 'kafka' | 'memory';
  readonly kafkaBrokers: string | undefined;
  readonly databases: ReadonlyMap<string, string>;
  readonly ports: ShopPorts;
  /** `in-process`: the services play the outside world themselves, and its simulators are not started. */
  readonly outsideWorld: 'simulators' | 'in-process';
  /** `fake`: analyses ask the fake Messages API of --fake-model; left out: what the person has set, or the rules. */
  readonly model?: 'fake' | undefined;
  /** Where the demo keeps its data. */
  readonly data: string;
  /** What the person set: log level, model key, rate limits, … */
  readonly inherited: NodeJS.ProcessEnv;
}

/** In the data directory: what the outside world remembers of this shop. */
export const outsideWorldFolder = 'outside-world';

/** The whole environment of one process of the shop. */
export function environmentOf(name: ShopName | 'outside-world', around: Surroundings): NodeJS.ProcessEnv {
  const common = { ...inheritable(around.inherited), HOST: '127.0.0.1', PORT: String(around.ports.of[name]) };
  switch (name) {
    case 'outside-world':
      return { ...common, SMTP_PORT: String(around.ports.smtp), STATE_DIR: join(around.data, outsideWorldFolder) };
    case 'api-gateway':
      return { ...common, ...gatewayEnvironment(around) };
    default:
      return {
        ...common,
        ...serviceEnvironment(name, around),
        ...outsideWorldOf(name, around),
        ...(name === 'order-service' && analysisEnvironment(around)),
      };
  }
}

/** Addresses of whatever was started before are not for the children: each gets its own below. Nor is the model's key, which one of them uses. */
function inheritable(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const ours = /^(ANTHROPIC_.*|PG[A-Z]+|DATABASE_URL|KAFKA_BROKERS|PORT|METRICS_PORT|HOST|BUS|NODE_CHANNEL_.*|npm_.*)$/;
  return Object.fromEntries(Object.entries(env).filter(([key]) => !ours.test(key)));
}

function jwksUrl(ports: ShopPorts): string {
  return `${urlOf(ports, 'user-service')}/.well-known/jwks.json`;
}

function serviceEnvironment(
  name: ServiceName,
  { bus, kafkaBrokers, databases, ports }: Surroundings,
): NodeJS.ProcessEnv {
  return {
    DATABASE_URL: databases.get(databaseOf(name)),
    BUS: bus,
    ...(kafkaBrokers === undefined ? {} : { KAFKA_BROKERS: kafkaBrokers }),
    JWKS_URL: jwksUrl(ports),
    SEED_DEMO: 'true',
  };
}

function outsideWorldOf(name: ServiceName, { outsideWorld, ports }: Surroundings): NodeJS.ProcessEnv {
  const simulated = outsideWorld === 'simulators';
  const outside = simulated ? urlOf(ports, 'outside-world') : 'in-process:';
  switch (name) {
    case 'payment-service':
      return { PAYMENT_PROVIDER_URL: outside };
    case 'shipping-service':
      return { CARRIER_URL: outside };
    case 'notification-service':
      return { SMTP_URL: simulated ? `smtp://127.0.0.1:${ports.smtp}` : outside, SMS_PUSH_URL: outside };
    case 'user-service':
    case 'order-service':
    case 'inventory-service':
      return {};
  }
}

/** Whom the agent asks: the model if there is a key, and the services that know what the order service does not. */
function analysisEnvironment({ model, ports, inherited }: Surroundings): NodeJS.ProcessEnv {
  const own = Object.entries(inherited).filter(([key]) => key.startsWith('ANTHROPIC_'));
  // It takes any key: the person's own has no business there.
  const fake = { ANTHROPIC_BASE_URL: fakeModelUrl(ports), ANTHROPIC_API_KEY: 'sk-fake' };
  const asked = ['inventory-service', 'payment-service', 'shipping-service', 'notification-service'] as const;
  return { ...Object.fromEntries(own), ...(model === 'fake' ? fake : {}), ...urlsOf(asked, ports) };
}

function urlsOf(names: readonly ServiceName[], ports: ShopPorts): Readonly<Record<string, string>> {
  return Object.fromEntries(names.map((name) => [`${databaseOf(name).toUpperCase()}_URL`, urlOf(ports, name)]));
}

/** The limits of a demo let `replay` and `bench` through: a limit that a person wants is in the environment and wins. */
function gatewayEnvironment({ ports, inherited }: Surroundings): NodeJS.ProcessEnv {
  return {
    ...urlsOf(services, ports),
    JWKS_URL: jwksUrl(ports),
    RATE_LIMIT_PER_MINUTE: inherited['RATE_LIMIT_PER_MINUTE'] ?? '1000000',
    LOGIN_RATE_LIMIT_PER_MINUTE: inherited['LOGIN_RATE_LIMIT_PER_MINUTE'] ?? '10000',
  };
}
