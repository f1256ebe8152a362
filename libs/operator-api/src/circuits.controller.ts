import { Controller, Inject } from '@nestjs/common';
import { operatorsApi } from '@shop/api-contracts';
import type { AnswerOf } from '@shop/api-contracts';
import { ServeRoute } from '@shop/platform';
import { allPolicies } from '@shop/resilience';
import { OPERATOR_OPTIONS } from './operator-options.js';
import type { OperatorOptions } from './operator-options.js';

@Controller()
export class CircuitsController {
  constructor(@Inject(OPERATOR_OPTIONS) private readonly options: OperatorOptions) {}

  @ServeRoute(operatorsApi.circuits)
  list(): AnswerOf<typeof operatorsApi.circuits> {
    const { service } = this.options;
    return { items: allPolicies().map((policy) => ({ service, ...policy, calls: { ...policy.calls } })), degraded: [] };
  }
}
