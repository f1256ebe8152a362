import { Controller, Req } from '@nestjs/common';
import { circuits, operatorsApi, upstreams } from '@shop/api-contracts';
import type { AnswerOf, Circuit } from '@shop/api-contracts';
import { ServeRoute } from '@shop/platform';
import { allPolicies } from '@shop/resilience';
import { headersFor } from '../forwarder.js';
import { atGateway } from '../forwarding.controller.js';
import type { PublicRequest } from '../http-exchange.js';
import { FanOut } from './fan-out.js';

const route = operatorsApi.circuits;

/** Every circuit of the shop: the gateway's own to the services, and theirs to the outside world. */
@Controller()
export class CircuitsController {
  constructor(private readonly fanOut: FanOut) {}

  @ServeRoute(atGateway(route))
  async list(@Req() request: PublicRequest): Promise<AnswerOf<typeof route>> {
    const own = allPolicies().map((policy): Circuit => ({
      service: 'api-gateway',
      ...policy,
      calls: { ...policy.calls },
    }));
    const call = { method: 'GET', path: route.path, headers: headersFor(request) } as const;
    const { parts, degraded } = await this.fanOut.ask(upstreams, call, circuits);
    return { items: once([...own, ...parts.flatMap(({ items }) => items)]), degraded };
  }
}

/** With all services in one process each of them knows the policies of all. */
function once(items: readonly Circuit[]): Circuit[] {
  return items.filter(({ name }, index) => items.findIndex((other) => other.name === name) === index);
}
