export { JsonClient } from './json-client.js';
export type { JsonAnswer, JsonClientLimits } from './json-client.js';
export { backoffDelay } from './backoff.js';
export type { BackoffShape } from './backoff.js';
export { outboundPolicy } from './outbound-policy.js';
export type { OutboundPolicy, OutboundPolicySettings } from './outbound-policy.js';
export { allPolicies } from './policy-registry.js';
export type { CallCounts, CircuitState, PolicySnapshot } from './policy-snapshot.js';
