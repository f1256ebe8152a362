import { isAppError, services } from '@shop/kernel';
import type { ServiceName } from '@shop/kernel';
import { rewindGroup } from '@shop/messaging';
import type { MessagingLog, Rewound } from '@shop/messaging';
import { waitUntil } from '../infrastructure/wait-until.js';
import type { DrillShop } from './drill-shop.js';
import type { Moments } from './losses.js';
import { oneShot } from './one-shots.js';

/** The services that can learn again, from their own topics and from the world outside, what they have forgotten. */
const learning: readonly ServiceName[] = ['order-service', 'inventory-service', 'payment-service', 'shipping-service'];

const quiet: MessagingLog = { info: () => undefined, warn: () => undefined, error: () => undefined };
/** A consumer that was killed is a member of its group until its session is over. */
const LEFT_WITHIN_MS = 30_000;

/** Before anything is consumed, for a service that has forgotten decides anew. */
export async function learnAgain(shop: DrillShop, since: Moments) {
  const all = await Promise.all(
    learning.map(async (service) => {
      const from = since.get(service) ?? new Date(0);
      const { answer, remarks } = await oneShot(
        service,
        'recover',
        ['--since', from.toISOString()],
        shop.environmentOf(service),
      );
      return { service, found: (answer as { found: unknown }).found, remarks };
    }),
  );
  return {
    found: Object.fromEntries(all.map(({ service, found }) => [service, found])),
    remarks: all.flatMap(({ service, remarks }) => remarks.map((remark) => `${service}: ${remark}`)),
  };
}

/** @returns service → how many records it will be given again */
export async function rewind(brokers: string, since: Moments): Promise<Readonly<Record<string, number>>> {
  const all = await Promise.all(
    services.map(async (service) => {
      const rewound = await rewindOnceLeft(brokers, service, since.get(service) ?? new Date(0));
      return [service, rewound.reduce((sum, { from, to }) => sum + Number(from - to), 0)] as const;
    }),
  );
  return Object.fromEntries(all);
}

async function rewindOnceLeft(brokers: string, group: string, since: Date): Promise<readonly Rewound[]> {
  let rewound: readonly Rewound[] = [];
  let failure: unknown;
  const isDone = async () => {
    try {
      rewound = await rewindGroup({ clientId: 'drill', brokers: brokers.split(','), log: quiet }, group, since);
      return true;
    } catch (error) {
      failure = error;
      if (isAppError(error) && error.code === 'group.in-use') return false;
      throw error;
    }
  };
  if (await waitUntil(isDone, { timeoutMs: LEFT_WITHIN_MS, everyMs: 500 })) return rewound;
  throw failure;
}
