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
import { send } from './testing/http-client.js';
import { notificationFixture, ofOrder, ofUser } from './testing/notification-fixture.js';
import type { NotificationFixture } from './testing/notification-fixture.js';

// `eventually` gives up before the test does, so that what is missing is seen.
jest.setTimeout(30_000);

let shop: NotificationFixture;

beforeAll(async () => {
  shop = await notificationFixture();
});
afterAll(() => shop.close());

interface Row {
  id: string;
  template: string;
  channel: string;
  status: string;
  text: string | null;
  failure: string | null;
}

const mailsTo = (userId: string) => shop.mail.mails.filter(({ to }) => to === `${userId}@example.test`);

async function rowsOf(orderId: string): Promise<Row[]> {
  const { rows } = await shop.pool.query<Row>(
    'SELECT id, template, channel, status, text, failure FROM notifications WHERE order_id = $1 ORDER BY id',
    [orderId],
  );
  return rows;
}
const told = (orderId: string, ...expected: readonly string[]) =>
  eventually(async () => {
    const rows = await rowsOf(orderId);
    expect(rows.map(({ template, channel, status }) => `${template} ${channel} ${status}`)).toEqual(expected);
  });

/** Resolves once the sending of a notification of the order has been tried in vain. */
const triedInVain = (orderId: string, error: RegExp) =>
  eventually(async () => {
    const { rows } = await shop.pool.query<{ last_error: string | null }>(
      `SELECT last_error FROM intents WHERE payload->>'orderId' = $1`,
      [orderId],
    );
    expect(rows[0]?.last_error).toMatch(error);
  });

/** A customer of their own for each test, who is known. */
async function customer(notificationPreferences = { email: true, sms: false, push: false }): Promise<string> {
  const userId = newId();
  const record = ofUser(userRegistered, { userId, notificationPreferences });
  await shop.send(record);
  await shop.handled(record);
  return userId;
}

describe('a customer', () => {
  it('gets one mail per event although every event is delivered twice', async () => {
    const [customerId, orderId] = [await customer(), newId()];
    const records = [
      ofOrder(orderPlaced, { orderId, customerId }),
      ofOrder(orderConfirmed, { orderId, customerId }),
      ofOrder(shipmentDispatched, { orderId }),
      ofOrder(shipmentDelivered, { orderId }),
    ];
    for (const record of records) {
      await shop.send(record, record);
      await shop.handled(record);
    }
    // A marker on each topic: once it is handled, so are the repetitions before it.
    const markers = [ofOrder(orderPlaced, { orderId, customerId }), ofOrder(shipmentDelivered, { orderId })];
    await shop.send(...markers);
    for (const marker of markers) await shop.handled(marker);
    await told(orderId, 'order-confirmed email sent', 'order-shipped email sent', 'order-delivered email sent');
    const mails = mailsTo(customerId);
    expect(mails).toHaveLength(3);
    const ids = (await rowsOf(orderId)).map(({ id }) => `<${id}@shop.test>`);
    expect(mails.map(({ messageId }) => messageId).sort()).toEqual(ids);
    expect(mails[0]?.raw).toMatch(/^From: "?The Shop"? <no-reply@shop.test>/m);
  });

  it('is told why an order was cancelled, and what was sent is kept', async () => {
    const [customerId, orderId] = [await customer(), newId()];
    await shop.send(ofOrder(orderCancelled, { orderId, customerId, reason: 'payment_declined' }));
    await told(orderId, 'order-cancelled email sent');
    expect(mailsTo(customerId)).toMatchObject([{ subject: `Your order ${orderId.slice(-8)} is cancelled` }]);
    expect((await rowsOf(orderId))[0]?.text).toContain('Your payment was declined.');
  });

  it('hears of a shipment whose order becomes known only afterwards', async () => {
    const [customerId, orderId] = [await customer(), newId()];
    const dispatched = ofOrder(shipmentDispatched, { orderId, carrier: 'Post', trackingNumber: 'T42' });
    await shop.send(dispatched);
    await shop.handled(dispatched);
    expect(await rowsOf(orderId)).toEqual([]);
    await shop.send(ofOrder(orderPlaced, { orderId, customerId }));
    await told(orderId, 'order-shipped email sent');
    expect(mailsTo(customerId)[0]?.raw).toContain('T42');
  });

  it('gets the mail once the account is known, when the order is known before it', async () => {
    const [customerId, orderId] = [newId(), newId()];
    await shop.send(ofOrder(orderConfirmed, { orderId, customerId }));
    await triedInVain(orderId, /Nothing is known of user/);
    await told(orderId, 'order-confirmed email queued');
    await shop.send(ofUser(userRegistered, { userId: customerId }));
    await told(orderId, 'order-confirmed email sent');
    expect(mailsTo(customerId)).toHaveLength(1);
  });

  it('gets no mail when it turns out that they want none', async () => {
    const [customerId, orderId] = [newId(), newId()];
    await shop.send(ofOrder(orderConfirmed, { orderId, customerId }));
    await triedInVain(orderId, /Nothing is known of user/);
    const notificationPreferences = { email: false, sms: true, push: false };
    await shop.send(ofUser(userRegistered, { userId: customerId, notificationPreferences }));
    await told(orderId, 'order-confirmed email failed');
    expect(mailsTo(customerId)).toEqual([]);
  });

  it('is told by the channels of the highest revision, in whatever order the changes come', async () => {
    const [customerId, orderId] = [newId(), newId()];
    const newest = ofUser(userChanged, {
      userId: customerId,
      revision: 3,
      notificationPreferences: { email: false, sms: true, push: true },
    });
    const older = ofUser(userRegistered, { userId: customerId, revision: 1 });
    for (const record of [newest, older]) {
      await shop.send(record);
      await shop.handled(record);
    }
    shop.provider.failOnce();
    await shop.send(ofOrder(orderConfirmed, { orderId, customerId }));
    await told(orderId, 'order-confirmed sms sent', 'order-confirmed push sent');
    const accepted = shop.provider.messages.filter(({ answered }) => answered === 202);
    const [sms, push] = await rowsOf(orderId);
    expect(accepted).toHaveLength(2);
    expect(accepted).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ path: '/sms', key: sms?.id, body: { to: customerId, text: sms?.text } }),
        expect.objectContaining({ path: '/push', key: push?.id }),
      ]),
    );
    expect(mailsTo(customerId)).toEqual([]);
  });
});

describe('the mail server', () => {
  it('is asked again until it is there', async () => {
    const [customerId, orderId] = [await customer(), newId()];
    await shop.mail.goDown();
    await shop.send(ofOrder(orderConfirmed, { orderId, customerId }));
    await triedInVain(orderId, /mail/);
    await told(orderId, 'order-confirmed email queued');
    await shop.mail.comeUp();
    await told(orderId, 'order-confirmed email sent');
    expect(mailsTo(customerId)).toHaveLength(1);
  });

  it('knows a mail that is sent again by its Message-ID', async () => {
    const [customerId, orderId] = [await customer(), newId()];
    shop.mail.loseAnswerTo(`${customerId}@example.test`);
    await shop.send(ofOrder(orderConfirmed, { orderId, customerId }));
    await told(orderId, 'order-confirmed email sent');
    const mails = mailsTo(customerId);
    expect(mails).toHaveLength(2);
    expect(mails[1]?.messageId).toBe(mails[0]?.messageId);
  });

  it('is not asked again after it has refused the recipient for good', async () => {
    const [customerId, orderId] = [await customer(), newId()];
    shop.mail.refuse(`${customerId}@example.test`);
    await shop.send(ofOrder(orderConfirmed, { orderId, customerId }));
    await told(orderId, 'order-confirmed email failed');
    expect((await rowsOf(orderId))[0]?.failure).toContain('No such mailbox');
    const { rows } = await shop.pool.query(`SELECT 1 FROM intents WHERE payload->>'orderId' = $1`, [orderId]);
    expect(rows).toEqual([]);
  });
});

describe('GET /notifications', () => {
  it('lists what is of the caller alone, newest first, page by page', async () => {
    const [customerId, strangerId, orderId] = [await customer(), await customer(), newId()];
    await shop.send(ofOrder(orderConfirmed, { orderId, customerId }));
    await told(orderId, 'order-confirmed email sent');
    await shop.send(ofOrder(shipmentDispatched, { orderId }));
    await told(orderId, 'order-confirmed email sent', 'order-shipped email sent');
    const [token, strangers] = await Promise.all([
      shop.tokens.tokenFor({ id: customerId }),
      shop.tokens.tokenFor({ id: strangerId }),
    ]);
    const first = (await send(shop.url, 'GET /notifications?limit=1', { token })).body as { nextCursor: string };
    const item = { channel: 'email', status: 'sent', orderId, sentAt: expect.any(String) as unknown };
    expect(first).toMatchObject({ items: [{ ...item, template: 'order-shipped' }] });
    const rest = await send(shop.url, `GET /notifications?limit=1&cursor=${first.nextCursor}`, { token });
    expect(rest.body).toMatchObject({ items: [{ ...item, template: 'order-confirmed' }], nextCursor: null });
    expect((await send(shop.url, 'GET /notifications', { token: strangers })).body).toMatchObject({ items: [] });
    expect((await send(shop.url, 'GET /notifications')).status).toBe(401);
  });
});
