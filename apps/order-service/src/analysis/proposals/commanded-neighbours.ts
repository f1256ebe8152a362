import { problem, publicPath } from '@shop/api-contracts';
import type { Route, Upstream } from '@shop/api-contracts';
import { AppError, unavailable } from '@shop/kernel';
import type { ErrorKind } from '@shop/kernel';
import type { Caller } from '@shop/platform';
import type { JsonAnswer, JsonClient } from '@shop/resilience';
import { Metrics } from '@shop/telemetry';
import { Inject, Injectable } from '@nestjs/common';
import type { OnApplicationShutdown } from '@nestjs/common';
import type { z } from 'zod';
import { ORDER_CONFIG } from '../../order.config.js';
import type { OrderConfig } from '../../order.config.js';
import { neighbourClients } from '../neighbour-clients.js';

/** A person waits, and at most three calls are made one after the other: within the time that a proposal is theirs. */
const limits = { timeoutMs: 4_000, concurrency: 8 };

const REFUSALS: Readonly<Record<number, ErrorKind>> = {
  400: 'invalid',
  401: 'unauthorised',
  403: 'forbidden',
  404: 'not-found',
  409: 'conflict',
  422: 'refused',
};

interface Question<Answer> {
  readonly route: Pick<Route, 'path' | 'status'> & { readonly answer: z.ZodType<Answer> | null };
  readonly params: Readonly<Record<string, string>>;
}

interface Order<Answer> extends Question<Answer> {
  readonly body: object;
  /** The idempotency key. */
  readonly key: string;
}

/**
 * The services that carry out what somebody has approved. Asked by the routes that people use, with the approver's own token: what that
 * person may do is decided there, and then. Circuits of their own: what analyses read must not close the way to what people decide.
 */
@Injectable()
export class CommandedNeighbours implements OnApplicationShutdown {
  private readonly clients: ReadonlyMap<Upstream, JsonClient>;

  constructor(@Inject(ORDER_CONFIG) config: OrderConfig, metrics: Metrics) {
    this.clients = neighbourClients(config, 'proposals', limits, metrics);
  }

  /** @throws AppError as `post` */
  async get<Answer>(name: Upstream, caller: Caller, { route, params }: Question<Answer>): Promise<Answer> {
    const client = this.client(name);
    const answer = await client.get(publicPath({ ...route, base: '' }, params), authorised(caller), route.path);
    return read(client, answer, route);
  }

  /**
   * @throws AppError of the kind that the other service has answered with; `unavailable` when it has not answered, or not as it should,
   * or when it is not known where it is
   */
  async post<Answer>(name: Upstream, caller: Caller, { route, params, body, key }: Order<Answer>): Promise<Answer> {
    const client = this.client(name);
    const answer = await client.post(publicPath({ ...route, base: '' }, params), body, key, {
      headers: authorised(caller),
      template: route.path,
    });
    return read(client, answer, route);
  }

  async onApplicationShutdown(): Promise<void> {
    await Promise.all([...this.clients.values()].map((client) => client.close()));
  }

  private client(name: Upstream): JsonClient {
    const client = this.clients.get(name);
    if (!client) throw unavailable('proposal.not-connected', `It is not known where the ${name} is.`);
    return client;
  }
}

function authorised({ token }: Caller): Readonly<Record<string, string>> {
  return { authorization: `Bearer ${token}` };
}

function read<Answer>(client: JsonClient, answer: JsonAnswer, route: Question<Answer>['route']): Answer {
  const refusal = REFUSALS[answer.status];
  if (refusal) throw refusedWith(refusal, answer);
  const told = route.answer?.safeParse(answer.body);
  if (answer.status !== route.status || !told?.success) throw client.noOutcome(answer);
  return told.data;
}

function refusedWith(kind: ErrorKind, { status, body }: JsonAnswer): AppError {
  const { data } = problem.safeParse(body);
  const code = data?.type.split('/').at(-1) ?? `answered-${status}`;
  return new AppError(kind, code, data?.detail ?? data?.title ?? `answered ${status}`);
}
