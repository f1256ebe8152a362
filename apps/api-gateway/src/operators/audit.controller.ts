import { Controller, Req } from '@nestjs/common';
import {
  auditEntry,
  auditPosition,
  decodeCursor,
  encodeCursor,
  operatorsApi,
  pageOf,
  upstreams,
} from '@shop/api-contracts';
import type { AnswerOf, InputOf } from '@shop/api-contracts';
import { Input, ServeRoute } from '@shop/platform';
import { headersFor } from '../forwarder.js';
import { atGateway } from '../forwarding.controller.js';
import type { PublicRequest } from '../http-exchange.js';
import { FanOut } from './fan-out.js';
import { mergePages } from './merge-pages.js';

const { audit } = operatorsApi;
const entries = pageOf(auditEntry);

/** What has been done, in all services, newest first. */
@Controller()
export class AuditController {
  constructor(private readonly fanOut: FanOut) {}

  @ServeRoute(atGateway(audit))
  async list(
    @Input() { query: { limit, cursor } }: InputOf<typeof audit>,
    @Req() request: PublicRequest,
  ): Promise<AnswerOf<typeof audit>> {
    if (cursor !== undefined) decodeCursor(cursor, auditPosition);
    const asked = new URLSearchParams({ limit: String(limit), ...(cursor && { cursor }) });
    const call = { method: 'GET', path: `${audit.path}?${asked.toString()}`, headers: headersFor(request) } as const;
    const { parts, degraded } = await this.fanOut.ask(upstreams, call, entries);
    const merged = mergePages(parts, {
      limit,
      compare: (a, b) => (a.id < b.id ? 1 : -1),
      cursorAfter: ({ id }) => encodeCursor({ before: id }),
    });
    return { ...merged, degraded };
  }
}
