import { services } from '@shop/kernel';
import type { ServiceName } from '@shop/kernel';

/** Everything that the shop itself consists of: with --one-process these share a process, the simulators never do. */
export const shop = [...services, 'api-gateway'] as const;

export type ShopName = (typeof shop)[number];

export interface ShopPorts {
  readonly of: Readonly<Record<ShopName | 'outside-world', number>>;
  readonly smtp: number;
  /** Of the fake model, if there is one. */
  readonly fakeModel: number;
}

/** `order-service` owns the database, and connects as the role, `order_service`. */
export function databaseOf(service: ServiceName): string {
  return service.replace('-', '_');
}

/** Fixed for the run, so that a process that is started again is found where it was. */
export function assignPorts(gateway: number, free: readonly number[]): ShopPorts {
  const [outsideWorld, smtp, ...rest] = free;
  const owned = Object.fromEntries(services.map((service, index) => [service, rest[index]]));
  return {
    of: { ...owned, 'api-gateway': gateway, 'outside-world': outsideWorld } as ShopPorts['of'],
    smtp: smtp ?? 0,
    fakeModel: rest[services.length] ?? 0,
  };
}

export const freePortsNeeded = services.length + 3;

export function urlOf(ports: ShopPorts, name: ShopName | 'outside-world'): string {
  return `http://127.0.0.1:${ports.of[name]}`;
}

export function fakeModelUrl(ports: ShopPorts): string {
  return `http://127.0.0.1:${ports.fakeModel}`;
}
