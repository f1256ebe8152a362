import { Controller, Req, Res } from '@nestjs/common';
import {
  deadLetter,
  deadLetterPosition,
  decodeCursor,
  encodeCursor,
  operatorsApi,
  pageOf,
  redriven,
  serviceOfDeadLetter,
  upstreams,
} from '@shop/api-contracts';
import type { AnswerOf, DeadLetter, InputOf, Route } from '@shop/api-contracts';
import { notFound } from '@shop/kernel';
import { Input, ServeRoute } from '@shop/platform';
import { checkRequest } from '../check-request.js';
import { Forwarder, headersFor } from '../forwarder.js';
import { atGateway } from '../forwarding.controller.js';
import type { PublicReply, PublicRequest } from '../http-exchange.js';
import { sendAnswer } from '../send-answer.js';
import { FanOut } from './fan-out.js';
import { mergePages } from './merge-pages.js';

const api = operatorsApi;
const letters = pageOf(deadLetter);

/** Dead letters of all services as one list; what is done to one of them is handed to the service that its id names. */
@Controller()
export class DeadLettersController {
  constructor(
    private readonly fanOut: FanOut,
    private readonly forwarder: Forwarder,
  ) {}

  @ServeRoute(atGateway(api.deadLetters))
  async list(
    @Input() { query }: InputOf<typeof api.deadLetters>,
    @Req() request: PublicRequest,
  ): Promise<AnswerOf<typeof api.deadLetters>> {
    const { service, limit, cursor, ...filter } = query;
    if (cursor !== undefined) decodeCursor(cursor, deadLetterPosition);
    const asked = new URLSearchParams({ ...filter, limit: String(limit), ...(cursor && { cursor }) });
    const call = {
      method: 'GET',
      path: `${api.deadLetters.path}?${asked.toString()}`,
      headers: headersFor(request),
    } as const;
    const { parts, degraded } = await this.fanOut.ask(service ? [service] : upstreams, call, letters);
    return { ...mergePages(parts, { limit, compare: lastFailedFirst, cursorAfter }), degraded };
  }

  @ServeRoute(atGateway(api.redriveKind))
  async redriveKind(
    @Input() { body }: InputOf<typeof api.redriveKind>,
    @Req() request: PublicRequest,
  ): Promise<AnswerOf<typeof api.redriveKind>> {
    const call = {
      method: 'POST',
      path: api.redriveKind.path,
      headers: { ...headersFor(request), 'content-type': 'application/json' },
      body: JSON.stringify(body),
    } as const;
    const services = body.service ? [body.service] : upstreams;
    const { parts, degraded } = await this.fanOut.ask(services, call, redriven);
    const sum = parts.reduce((soFar, part) => soFar + part.redriven, 0);
    return { redriven: sum, hasMore: parts.some(({ hasMore }) => hasMore), degraded };
  }

  @ServeRoute(atGateway(api.deadLetter))
  find(@Req() request: PublicRequest, @Res() reply: PublicReply): Promise<void> {
    return this.handOn(api.deadLetter, request, reply);
  }

  @ServeRoute(atGateway(api.redrive))
  redrive(@Req() request: PublicRequest, @Res() reply: PublicReply): Promise<void> {
    return this.handOn(api.redrive, request, reply);
  }

  @ServeRoute(atGateway(api.discard))
  discard(@Req() request: PublicRequest, @Res() reply: PublicReply): Promise<void> {
    return this.handOn(api.discard, request, reply);
  }

  private async handOn(route: Route, request: PublicRequest, reply: PublicReply): Promise<void> {
    const { id = '' } = checkRequest(route, request);
    const owner = serviceOfDeadLetter(id);
    if (!owner) throw notFound('dead-letter', id);
    sendAnswer(await this.forwarder.ask(route, request, owner), request, reply);
  }
}

function lastFailedFirst(a: DeadLetter, b: DeadLetter): number {
  const [x, y] = [`${a.lastFailedAt} ${a.id}`, `${b.lastFailedAt} ${b.id}`];
  return x < y ? 1 : -1;
}

function cursorAfter({ lastFailedAt, id }: DeadLetter): string {
  return encodeCursor([lastFailedAt, id]);
}
