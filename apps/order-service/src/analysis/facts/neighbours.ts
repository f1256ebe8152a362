import { publicPath } from '@shop/api-contracts';
import type { Route } from '@shop/api-contracts';
import { forbidden, unavailable } from '@shop/kernel';
import type { JsonClient } from '@shop/resilience';
import { Metrics } from '@shop/telemetry';
import { Inject, Injectable } from '@nestjs/common';
import type { OnApplicationShutdown } from '@nestjs/common';
import type { z } from 'zod';
import { ORDER_CONFIG } from '../../order.config.js';
import type { OrderConfig } from '../../order.config.js';
import { neighbourClients } from '../neighbour-clients.js';
import type { Neighbour } from '../neighbour-clients.js';
import type { Viewpoint } from './viewpoint.js';

/** An analysis rather does without than waits; and the stock of 50 products is as many questions at once. */
const limits = { timeoutMs: 1_000, concurrency: 16, queue: 128, consecutiveFailures: 5 };

export interface Question<Answer> {
  readonly route: Pick<Route, 'path' | 'access'> & { readonly answer: z.ZodType<Answer> | null };
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
}

/**
 * The services that know what this one does not. Asked with the token of whoever asks us, so that they decide themselves what that
 * person may see: the one case in which a service calls another (ADR 0027).
 */
@Injectable()
export class Neighbours implements OnApplicationShutdown {
  private readonly clients: ReadonlyMap<Neighbour, JsonClient>;

  constructor(@Inject(ORDER_CONFIG) config: OrderConfig, metrics: Metrics) {
    this.clients = neighbourClients(config, 'facts', limits, metrics);
  }

  /** Those whose address is known. */
  get names(): readonly Neighbour[] {
    return [...this.clients.keys()];
  }

  /**
   * `null`: it knows of no such thing, or says so to this caller.
   * @throws AppError `forbidden` when it is not for this caller, `unavailable` when it does not answer or its address is not known
   */
  async ask<Answer>(
    name: Neighbour,
    { route, params = {}, query = {} }: Question<Answer>,
    { token }: Viewpoint,
    signal: AbortSignal,
  ): Promise<Answer | null> {
    signal.throwIfAborted();
    if (token === null && route.access !== 'anyone')
      throw forbidden('facts.nobody-asks', `The ${name} tells this to people alone, and nobody has asked.`);
    const client = this.clients.get(name);
    if (!client) throw unavailable('facts.not-connected', `It is not known where the ${name} is.`);
    const search = new URLSearchParams(query).toString();
    const path = publicPath({ ...route, base: '' }, params) + (search && `?${search}`);
    const answer = await client.get(path, token === null ? {} : { authorization: `Bearer ${token}` }, route.path);
    if (answer.status === 404) return null;
    if (answer.status === 401 || answer.status === 403)
      throw forbidden('facts.forbidden', `The ${name} does not tell this caller.`);
    const told = route.answer?.safeParse(answer.body);
    if (answer.status !== 200 || !told?.success) throw client.noOutcome(answer);
    return told.data;
  }

  async onApplicationShutdown(): Promise<void> {
    await Promise.all([...this.clients.values()].map((client) => client.close()));
  }
}
