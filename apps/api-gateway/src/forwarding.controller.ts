import { Controller, Inject, Req, Res } from '@nestjs/common';
import type { Type } from '@nestjs/common';
import { publicPattern } from '@shop/api-contracts';
import type { Route } from '@shop/api-contracts';
import { ServeRoute } from '@shop/platform';
import { forwardLong } from './forward-long.js';
import { Forwarder } from './forwarder.js';
import type { PublicReply, PublicRequest } from './http-exchange.js';
import { sendAnswer } from './send-answer.js';

/** The same route where clients see it. */
export function atGateway<R extends Route>(route: R): R {
  return { ...route, path: publicPattern(route) };
}

/**
 * A controller with one forwarding handler per route, so that the guards, the problem filter and the metadata of
 * `@ServeRoute` are those of a controller written by hand.
 */
export function forwardingController(name: string, routes: Readonly<Record<string, Route>>): Type {
  @Controller()
  class ForwardingController {
    constructor(@Inject(Forwarder) readonly forwarder: Forwarder) {}
  }
  Object.defineProperty(ForwardingController, 'name', { value: `${name}Controller` });
  for (const [handler, route] of Object.entries(routes)) serve(ForwardingController.prototype, handler, route);
  return ForwardingController;
}

function serve(prototype: { readonly forwarder: Forwarder }, handler: string, route: Route): void {
  const descriptor: PropertyDescriptor = {
    async value(this: { readonly forwarder: Forwarder }, request: PublicRequest, reply: PublicReply) {
      if (route.isLong) await forwardLong(this.forwarder, route, request, reply);
      else sendAnswer(await this.forwarder.ask(route, request), request, reply);
    },
    configurable: true,
  };
  Object.defineProperty(prototype, handler, descriptor);
  ServeRoute(atGateway(route))(prototype, handler, descriptor);
  Req()(prototype, handler, 0);
  Res()(prototype, handler, 1);
}
