import { join } from 'node:path';
import { services } from '@shop/kernel';
import type { ServiceName } from '@shop/kernel';
import { databaseOf, urlOf } from './shop-map.js';
import type { ShopName, ShopPorts } from './shop-map.js';

export interface Surroundings {
  readonly bus: 'kafka' | 'memory';
  readonly kafkaBrokers: string | undefined;
  readonly databases: ReadonlyMap<string, string>;
  readonly ports: ShopPorts;
  /** `in-process`: the services play the outside world themselves, and its simulators are not started. */
  readonly outsideWorld: 'simulators' | 'in-process';
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
      return { ...common, ...serviceEnvironment(name, around), ...outsideWorldOf(name, around) };
  }
}

/** Addresses of whatever was started before are not for the children: each gets its own below. */
function inheritable(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const ours = /^(PG[A-Z]+|DATABASE_URL|KAFKA_BROKERS|PORT|METRICS_PORT|HOST|BUS|NODE_CHANNEL_.*|npm_.*)$/;
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

/** The limits of a demo let `replay` and `bench` through: a limit that a person wants is in the environment and wins. */
function gatewayEnvironment({ ports, inherited }: Surroundings): NodeJS.ProcessEnv {
  const upstreams = services.map((name) => [`${databaseOf(name).toUpperCase()}_URL`, urlOf(ports, name)]);
  return {
    ...(Object.fromEntries(upstreams) as Record<string, string>),
    JWKS_URL: jwksUrl(ports),
    RATE_LIMIT_PER_MINUTE: inherited['RATE_LIMIT_PER_MINUTE'] ?? '1000000',
    LOGIN_RATE_LIMIT_PER_MINUTE: inherited['LOGIN_RATE_LIMIT_PER_MINUTE'] ?? '10000',
  };
}
