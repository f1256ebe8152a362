import { dataBlocks } from '../conversation.js';
import type { Conversation, ToldFact } from '../conversation.js';
import type { CheckedAnswer } from '../message.js';

type Call = CheckedAnswer['tools'][number];

const ID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/gi;

/** What is still worth asking, of the tools that are offered and with the ids that the conversation has named. */
export function chooseCalls(seen: Conversation): Call[] {
  const order = factOf(seen, 'get_order');
  const wanted = order ? ofOrder(order.fields) : ofQuestion(seen);
  const further = order ? furtherOf(order.fields, seen) : [];
  const offered = new Set(seen.tools.map(({ name }) => name));
  const asked = new Set(seen.exchanges.map(({ name }) => name));
  const first = wanted.filter(({ name }) => offered.has(name) && !asked.has(name));
  return first.length > 0 ? first : further.filter(({ name }) => offered.has(name) && !asked.has(name));
}

export function factOf({ facts }: Conversation, source: string): ToldFact | undefined {
  return facts.find((fact) => fact.source === source);
}

function ofOrder({ orderId, customerId, placedAt }: ToldFact['fields']): Call[] {
  return [
    call('get_timeline', { orderId }),
    call('get_payment', { orderId }),
    call('get_shipment', { orderId }),
    call('get_customer_history', { customerId, ...(placedAt ? { asOf: placedAt } : {}) }),
    call('compare_order', { orderId }),
  ];
}

/** Depends on how the order stands. */
function furtherOf({ orderId, status, cancellation, items }: ToldFact['fields'], { facts }: Conversation): Call[] {
  const reason = (cancellation as { reason?: string } | null)?.reason;
  const running = !['confirmed', 'shipped', 'delivered', 'cancelled'].includes(String(status));
  const skus = ((items ?? []) as { sku?: string }[]).map(({ sku }) => sku);
  const failed = facts.some(({ fields }) => fields['kind'] === 'failure' || fields['kind'] === 'deadline');
  return [
    ...(reason === 'out_of_stock' ? [call('get_stock', { skus }), call('find_similar_orders', { orderId })] : []),
    ...(running ? [call('get_circuits', {})] : []),
    ...(running || failed ? [call('get_dead_letters', { orderId })] : []),
  ];
}

/** A question that names an order is answered with it; others begin with the figures. */
function ofQuestion({ userText, ids }: Conversation): Call[] {
  const question = dataBlocks(userText).find(({ name }) => name === 'question')?.text ?? userText;
  const named = [...new Set(question.match(ID))].filter((id) => id !== ids.customerId);
  const customer = ids.customerId ? { customerId: ids.customerId } : {};
  return [
    ...named.slice(0, 3).map((orderId) => call('get_order', { orderId })),
    ...(ids.customerId ? [call('get_customer_history', customer)] : []),
    call('get_overview', { hours: 24, ...customer }),
    call('search_orders', {
      limit: 10,
      ...customer,
      ...(/\b(cancel|fail|declin)/i.test(question) ? { status: 'cancelled' } : {}),
    }),
    ...(/\b(stuck|hang|slow|wait)/i.test(question)
      ? [call('find_stuck_orders', { limit: 10 }), call('get_circuits', {})]
      : []),
  ];
}

function call(name: string, input: Readonly<Record<string, unknown>>): Call {
  return { name, input };
}
