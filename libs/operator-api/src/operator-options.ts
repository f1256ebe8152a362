import type { Upstream } from '@shop/api-contracts';

export interface OperatorOptions {
  readonly service: Upstream;
  /** Tables of the service's own with columns as `operator_audit` has them; their rows are shown among its. */
  readonly auditTables?: readonly string[];
}

export const OPERATOR_OPTIONS = Symbol('operator options');
