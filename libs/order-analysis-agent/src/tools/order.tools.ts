import { tell } from './tell.js';
import { defineTool } from './tool.js';
import { ofOrder } from './tool-input.js';
import { anySubject, everybody } from './who-may-ask.js';

export const getOrder = defineTool({
  name: 'get_order',
  description:
    'One order: status, lines with sku, quantity and unit price, total, what is known of its payment and shipment, why it was cancelled, when it was placed and last changed. Begin with it. Amounts are in minor units (cents). `cancellation.detail` is free text.',
  input: ofOrder,
  rights: everybody,
  subjects: anySubject,
  run: async ({ orderId }, facts, signal) => tell([await facts.order(orderId, signal)]),
});

export const getTimeline = defineTool({
  name: 'get_timeline',
  description:
    "What every service did for an order, causes before effects: time, service, event, kind (action, failure, compensation or deadline) and a few words. Use it to say what stopped an order and who has not answered. A fact's evidence is the event's id.",
  input: ofOrder,
  rights: everybody,
  subjects: anySubject,
  run: async ({ orderId }, facts, signal) => tell(await facts.timeline(orderId, signal)),
});

export const getEventStream = defineTool({
  name: 'get_event_stream',
  description:
    "The order's own events with version and data: the source of truth behind its status. Use it when order and timeline seem to contradict each other; otherwise the timeline says more.",
  input: ofOrder,
  rights: everybody,
  subjects: anySubject,
  run: async ({ orderId }, facts, signal) => tell(await facts.stream(orderId, signal)),
});
