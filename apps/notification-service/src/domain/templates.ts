import type { Template, Wish } from './recipient.js';

export interface Message {
  readonly subject: string;
  readonly text: string;
}

const reasons: Readonly<Record<string, string>> = {
  out_of_stock: 'Something that you wanted is out of stock.',
  payment_declined: 'Your card was declined.',
  undeliverable: 'Nobody delivers to your address.',
  customer_request: 'You asked us to.',
  timed_out: 'Something on our side took too long.',
};

type Facts = Wish['facts'];

const templates: Readonly<Record<Template, (orderId: string, facts: Facts) => Message>> = {
  'order-confirmed': (orderId, { total }) => ({
    subject: `Your order ${orderId} is confirmed`,
    text: `Thank you! Your order ${orderId}${total ? ` over ${total}` : ''} is paid and will be on its way soon.`,
  }),
  'order-cancelled': (orderId, { reason }) => ({
    subject: `Your order ${orderId} is cancelled`,
    text: `Your order ${orderId} is cancelled. ${reasons[reason ?? ''] ?? ''} Whatever was taken from your card has been given back.`,
  }),
  'order-shipped': (orderId, { carrier, trackingNumber }) => ({
    subject: `Your order ${orderId} is on its way`,
    text: `Your order ${orderId} is on its way with ${carrier ?? 'our carrier'}. Tracking number: ${trackingNumber ?? 'none'}.`,
  }),
  'order-delivered': (orderId) => ({
    subject: `Your order ${orderId} has arrived`,
    text: `Your order ${orderId} has been delivered. Enjoy!`,
  }),
};

/** What a notification says. Plain text only: whatever the facts hold, it stays text. */
export function render(name: string, orderId: string, { template, facts }: Wish): Message {
  const { subject, text } = templates[template](orderId, facts);
  return { subject, text: `Hello ${name},\n\n${text}\n\nYour shop\n` };
}
