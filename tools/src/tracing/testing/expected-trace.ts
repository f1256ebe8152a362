import type { ExpectedSpan } from './told-trace.js';

type Service = 'order' | 'inventory' | 'payment' | 'shipping' | 'notification';

const commitOf = (span: string) => `commit of ${span}`;
const processing = (service: Service, event: string) => `${service}-service processes ${event} #1`;

/** A command's commit beneath what gave the command. */
const commit = (of: string): ExpectedSpan => ({ span: commitOf(of), beneath: [of] });

/** The request through the gateway, and the order's first event. */
export function placed(): readonly ExpectedSpan[] {
  const outer = 'api-gateway serves POST /api/v1/orders 202';
  const asked = 'api-gateway asks order-service 202';
  const inner = 'order-service serves POST /orders 202';
  return [
    { span: outer, beneath: ['nothing'] },
    { span: asked, beneath: [outer] },
    { span: inner, beneath: [asked] },
    commit(inner),
    { span: 'order-service creates order.placed', beneath: [commitOf(inner)] },
  ];
}

/** Each of the services handles the event that `from` has made. */
export function hear(event: string, from: Service, ...services: readonly Service[]): readonly ExpectedSpan[] {
  return services.flatMap((service) => {
    const span = processing(service, event);
    return [{ span, beneath: [`${from}-service creates ${event}`] }, commit(span)];
  });
}

/** `service` publishes `event`, in the commit of whichever of those that it has heard came last. */
export function publish(service: Service, event: string, ...heard: readonly string[]): readonly ExpectedSpan[] {
  const beneath = heard.map((each) => commitOf(processing(service, each)));
  return [{ span: `${service}-service creates ${event}`, beneath }];
}

export interface Try {
  readonly service: Service;
  readonly intent: string;
  readonly attempt?: number;
  /** The event on whose account it is tried: one of these. */
  readonly after: readonly string[];
  readonly peer: string;
  readonly serves: string;
  readonly status: number;
  /** What its outcome is published as. */
  readonly then?: string;
}

/** A call to the outside world: the try, the request, the other side's part in it, the commit of the outcome. */
export function attempt({
  service,
  intent,
  attempt: n = 1,
  after,
  peer,
  serves,
  status,
  then,
}: Try): readonly ExpectedSpan[] {
  const tried = `${service}-service tries ${intent} #${n}`;
  const asked = `${service}-service asks ${peer} ${status}`;
  return [
    { span: tried, beneath: after.map((event) => commitOf(processing(service, event))) },
    { span: asked, beneath: [tried] },
    { span: `outside-world serves ${serves} ${status}`, beneath: [asked] },
    commit(tried),
    ...(then === undefined ? [] : [{ span: `${service}-service creates ${then}`, beneath: [commitOf(tried)] }]),
  ];
}

/** The order's failure is looked into by the agent, which nobody has asked for, after whichever of those came last. */
export function analysed(...after: readonly string[]): readonly ExpectedSpan[] {
  const tried = 'order-service tries analysis #1';
  return [
    { span: tried, beneath: after.map((event) => commitOf(processing('order', event))) },
    { span: `invoke_agent order-analysis of ${tried}`, beneath: [tried] },
    commit(tried),
  ];
}

/** The customer is told: the address is looked up, the mail is sent, its dispatch is recorded. */
export function mailed(event: string): readonly ExpectedSpan[] {
  const [address, send] = ['notification-service tries address #1', 'notification-service tries send #1'];
  return [
    {
      span: address,
      beneath: [commitOf(processing('notification', event)), commitOf(processing('notification', 'order.placed'))],
    },
    commit(address),
    { span: send, beneath: [commitOf(address)] },
    { span: 'notification-service send mail', beneath: [send] },
    commit(send),
  ];
}
