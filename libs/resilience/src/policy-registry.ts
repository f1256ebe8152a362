import type { OutboundPolicy } from './outbound-policy.js';
import type { PolicySnapshot } from './policy-snapshot.js';

const policies = new Map<string, OutboundPolicy>();

/**
 * One per name, the newest: a service that is started again within one process makes its policies again, and what the
 * stopped one had counted is of no use to anybody.
 */
export function register(name: string, policy: OutboundPolicy): void {
  policies.set(name, policy);
}

/** Every policy of this process at this moment, by name. */
export function allPolicies(): readonly PolicySnapshot[] {
  return [...policies.values()].map((policy) => policy.snapshot()).sort((a, b) => a.name.localeCompare(b.name));
}
