import {
  orderCancelled,
  orderConfirmed,
  orderPlaced,
  shipmentDelivered,
  shipmentDispatched,
  userChanged,
  userRegistered,
} from '@shop/domain-events';
import { newId } from '@shop/kernel';
import { eventually } from '@shop/messaging/testing';
import { news } from '@shop/service-testing';
import type { ServiceUnderTest } from '@shop/service-testing';
import type { MailReceiver } from './testing/mail-receiver.js';
import { ofUser, startNotification } from './testing/notification-under-test.js';

// `eventually` gives up before the test does, so that what is missing is seen.
jest.setTimeout(30_000);

let shop: ServiceUnderTest;
let mail: MailReceiver;
beforeAll(async () => ({ shop, mail } = await startNotification()));
afterAll(() => shop.stop());

const mailsTo = (userId: string) => mail.mails.filter(({ to }) => to === `${userId}@example.test`);

async function notificationsOf(orderId: string): Promise<string[]> {
  const rows = await shop.query<{ what: string }>(
    `SELECT concat_ws(' ', template, channel, status) AS what FROM notifications WHERE order_id = $1 ORDER BY 1`,
    [orderId],
  );
  return rows.map(({ what }) => what);
}
const told = (orderId: string, ...expected: readonly string[]) =>
  eventually(async () => expect(await notificationsOf(orderId)).toEqual(expected));

/** A customer of their own for each test, who is known. */
async function customer(notificationPreferences = { email: true, sms: false, push: false }): Promise<string> {
  const userId = newId();
  const record = ofUser(userRegistered, { userId, notificationPreferences });
  await shop.tell(record);
  return userId;
}

describe('a customer', () => {
  it('gets one mail per event although every event is delivered twice', async () => {
    const [customerId, orderId] = [await customer(), newId()];
    const records = [
      news(orderPlaced, { orderId, customerId }),
      news(orderConfirmed, { orderId, customerId }),
      news(shipmentDispatched, { orderId }),
      news(shipmentDelivered, { orderId }),
    ];
    for (const record of records) {
      await shop.tell(record, record);
    }
    await told(orderId, 'order-confirmed email sent', 'order-delivered email sent', 'order-shipped email sent');
    expect(mailsTo(customerId)).toHaveLength(3);
    expect(new Set(mailsTo(customerId).map(({ messageId }) => messageId)).size).toBe(3);
    expect(mailsTo(customerId)[0]?.raw).toMatch(/^From: "?The Shop"? <no-reply@shop.test>/m);
  });

  it('hears of a shipment whose order becomes known only afterwards', async () => {
    const [customerId, orderId] = [await customer(), newId()];
    const dispatched = news(shipmentDispatched, { orderId, carrier: 'Post', trackingNumber: 'T42' });
    await shop.tell(dispatched);
    expect(await notificationsOf(orderId)).toEqual([]);
    await shop.send(news(orderPlaced, { orderId, customerId }));
    await told(orderId, 'order-shipped email sent');
    expect(mailsTo(customerId)[0]?.raw).toContain('T42');
  });

  it('hears of an order although they themselves become known only afterwards', async () => {
    const [customerId, orderId] = [newId(), newId()];
    const cancelled = news(orderCancelled, { orderId, customerId, reason: 'payment_declined' });
    await shop.tell(cancelled);
    await shop.send(ofUser(userRegistered, { userId: customerId }));
    await told(orderId, 'order-cancelled email sent');
    expect(mailsTo(customerId)[0]?.raw).toContain('Your card was declined');
  });

  it('is told over the channels that they chose last', async () => {
    const [customerId, orderId] = [await customer(), newId()];
    const newer = { email: false, sms: true, push: true };
    const changed = ofUser(userChanged, { userId: customerId, revision: 3, notificationPreferences: newer });
    const late = ofUser(userChanged, { userId: customerId, revision: 2 });
    await shop.tell(changed, late);
    await shop.send(news(orderConfirmed, { orderId, customerId }));
    await told(orderId, 'order-confirmed push sent', 'order-confirmed sms sent');
    expect(mailsTo(customerId)).toEqual([]);
  });
});

describe('the mail server', () => {
  it('being down delays mails and loses none', async () => {
    const [customerId, orderId] = [await customer(), newId()];
    await mail.goDown();
    await shop.send(news(orderConfirmed, { orderId, customerId }));
    await told(orderId, 'order-confirmed email queued');
    await mail.comeUp();
    await told(orderId, 'order-confirmed email sent');
    expect(mailsTo(customerId)).toHaveLength(1);
  });

  it('gets a mail whose receipt it could not confirm again under the same Message-ID', async () => {
    const [customerId, orderId] = [await customer(), newId()];
    mail.loseAnswerTo(`${customerId}@example.test`);
    await shop.send(news(orderConfirmed, { orderId, customerId }));
    await told(orderId, 'order-confirmed email sent');
    expect(mailsTo(customerId)).toHaveLength(2);
    expect(new Set(mailsTo(customerId).map(({ messageId }) => messageId)).size).toBe(1);
  });

  it('is not asked again after it has refused the recipient for good', async () => {
    const [customerId, orderId] = [await customer(), newId()];
    mail.refuse(`${customerId}@example.test`);
    await shop.send(news(orderConfirmed, { orderId, customerId }));
    await told(orderId, 'order-confirmed email failed');
  });
});

describe('POST /orders/:id/notifications/resend', () => {
  const resend = (orderId: string, body?: object, key?: string) => {
    const keyed = key !== undefined && { headers: { 'idempotency-key': key } };
    return shop.request(`POST /orders/${orderId}/notifications/resend`, { id: 'sam', as: ['support'], body, ...keyed });
  };
  async function shipped(): Promise<{ readonly customerId: string; readonly orderId: string }> {
    const [customerId, orderId] = [await customer(), newId()];
    await shop.tell(news(orderConfirmed, { orderId, customerId }));
    await told(orderId, 'order-confirmed email sent');
    await shop.tell(news(shipmentDispatched, { orderId, carrier: 'Post', trackingNumber: 'T42' }));
    await told(orderId, 'order-confirmed email sent', 'order-shipped email sent');
    return { customerId, orderId };
  }

  it('sends the last message once more, with all that it told, as a message of its own', async () => {
    const { customerId, orderId } = await shipped();
    const { status, json } = await resend(orderId);
    const items = [{ channel: 'email', template: 'order-shipped', status: 'queued', orderId, sentAt: null }];
    expect([status, json]).toMatchObject([202, { items }]);
    await told(orderId, 'order-confirmed email sent', 'order-shipped email sent', 'order-shipped email sent');
    const mails = mailsTo(customerId).slice(-2);
    expect(mails.map(({ raw }) => raw.includes('T42'))).toEqual([true, true]);
    expect(mails[0]?.messageId).not.toBe(mails[1]?.messageId);
  });

  it('sends it once for one key, and refuses another request under that key', async () => {
    const { customerId, orderId } = await shipped();
    const body = { template: 'order-confirmed' };
    const answers = await Promise.all([1, 2, 3].map(() => resend(orderId, body, 'key-1')));
    expect(answers.map(({ status, json }) => [status, json])).toEqual(Array(3).fill([202, answers[0]?.json]));
    await told(orderId, 'order-confirmed email sent', 'order-confirmed email sent', 'order-shipped email sent');
    expect((await resend(orderId, body, 'key-1')).json).toEqual(answers[0]?.json);
    const { status, json } = await resend(orderId, {}, 'key-1');
    expect([status, json['type']]).toEqual([422, expect.stringContaining('idempotency.key-reused')]);
    await shop.settled();
    expect(mailsTo(customerId)).toHaveLength(3);
  });

  it('is for staff, of an order of which something was told, to somebody who wants to be told', async () => {
    const { customerId, orderId } = await shipped();
    expect((await shop.request(`POST /orders/${orderId}/notifications/resend`)).status).toBe(403);
    expect((await resend(newId())).status).toBe(404);
    expect((await resend(orderId, { template: 'order-delivered' })).status).toBe(404);
    expect((await resend(orderId, { template: 'order-eaten' })).status).toBe(400);
    const silent = { email: false, sms: false, push: false };
    await shop.tell(ofUser(userChanged, { userId: customerId, revision: 5, notificationPreferences: silent }));
    expect((await resend(orderId)).status).toBe(409);
  });
});

describe('GET /notifications', () => {
  interface Page {
    items: { template: string; orderId: string }[];
    nextCursor: string | null;
  }
  const pageFor = async (userId: string, query: string): Promise<Page> => {
    const { json } = await shop.request(`GET /notifications${query}`, { id: userId });
    return json as unknown as Page;
  };

  it('lists what is of the caller alone, newest first, page by page', async () => {
    const [customerId, stranger] = [await customer(), await customer()];
    const orders = [newId(), newId(), newId()];
    for (const orderId of orders) {
      await shop.send(news(orderConfirmed, { orderId, customerId }));
      await told(orderId, 'order-confirmed email sent');
    }
    const first = await pageFor(customerId, '?limit=2');
    const second = await pageFor(customerId, `?limit=2&cursor=${first.nextCursor}`);
    expect([...first.items, ...second.items].map(({ orderId }) => orderId)).toEqual([...orders].reverse());
    expect(second.nextCursor).toBeNull();
    expect((await pageFor(stranger, '')).items).toEqual([]);
  });
});
