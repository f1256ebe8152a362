import { Controller, Logger, Req } from '@nestjs/common';
import { logLevels, operatorsApi, upstreams } from '@shop/api-contracts';
import type { AnswerOf, InputOf, LogLevels, Upstream } from '@shop/api-contracts';
import { CurrentCaller, Input, LogLevel, ServeRoute } from '@shop/platform';
import type { Caller } from '@shop/platform';
import { headersFor } from '../forwarder.js';
import { atGateway } from '../forwarding.controller.js';
import type { PublicRequest } from '../http-exchange.js';
import { FanOut } from './fan-out.js';

const { logLevels: list, changeLogLevel: change } = operatorsApi;
const SELF = 'api-gateway';
type Named = Upstream | typeof SELF;

/** The log level of every process of the shop, this one's too. */
@Controller()
export class LogLevelController {
  private readonly logger = new Logger('log-level');

  constructor(
    private readonly fanOut: FanOut,
    private readonly own: LogLevel,
  ) {}

  @ServeRoute(atGateway(list))
  async list(
    @Input() { query: { service } }: InputOf<typeof list>,
    @Req() request: PublicRequest,
  ): Promise<AnswerOf<typeof list>> {
    const services: readonly Named[] = service ? [service] : [...upstreams, SELF];
    const call = { method: 'GET', path: list.path, headers: headersFor(request) } as const;
    const { parts, degraded } = await this.fanOut.askReplicas(services.filter(isUpstream), call, logLevels);
    const own = services.includes(SELF) ? [this.ownLevel()] : [];
    return { items: [...parts.flatMap(({ items }) => items), ...own], degraded };
  }

  @ServeRoute(atGateway(change))
  async change(
    @Input() { query: { service }, body }: InputOf<typeof change>,
    @CurrentCaller() { id }: Caller,
    @Req() request: PublicRequest,
  ): Promise<AnswerOf<typeof change>> {
    if (!isUpstream(service)) {
      // There is no audit log here. Said before it is so, and as an error: another level might swallow the line.
      this.logger.error({ msg: 'an operator changes the log level', to: body.level, minutes: body.minutes, by: id });
      this.own.change(body.level, body.minutes);
      return { items: [this.ownLevel()], degraded: [] };
    }
    const headers = { ...headersFor(request), 'content-type': 'application/json' };
    const path = `${change.path}?service=${service}`;
    const call = { method: 'PUT', path, headers, body: JSON.stringify(body) } as const;
    const { parts, degraded } = await this.fanOut.askReplicas([service], call, logLevels);
    return { items: parts.flatMap(({ items }) => items), degraded };
  }

  private ownLevel(): LogLevels['items'][number] {
    const { level, configured, until } = this.own.state;
    return { service: SELF, level, configured, until: until?.toISOString() ?? null };
  }
}

function isUpstream(service: Named): service is Upstream {
  return service !== SELF;
}
