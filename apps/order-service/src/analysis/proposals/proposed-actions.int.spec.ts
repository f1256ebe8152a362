import { newId } from '@shop/kernel';
import { problemOf } from '../../testing/neighbour.js';
import type { NeighbourRequest } from '../../testing/neighbour.js';
import { colleague, ProposalsUnderTest, refusalOf, support } from '../../testing/proposals-under-test.js';

jest.setTimeout(40_000);

let staff: ProposalsUnderTest;
beforeAll(async () => {
  staff = await ProposalsUnderTest.start();
});
afterAll(() => staff.stop());
beforeEach(() => {
  staff.neighbour.requests.length = 0;
});

const paymentId = newId();
const usd = (amountMinor: number) => ({ amountMinor, currency: 'USD' });

/** A payment service that gives back what it is asked to, once for a key. */
function paying({ route, body }: NeighbourRequest) {
  if (route.startsWith('GET'))
    return {
      status: 200,
      body: { id: paymentId, status: 'captured', amount: usd(3600), refundedAmount: usd(0), attempts: 1 },
    };
  const { amountMinor = 3600, reason } = body as { amountMinor?: number; reason: string };
  return {
    status: 201,
    body: { id: newId(), paymentId, amount: usd(amountMinor), reason, refundedAt: new Date().toISOString() },
  };
}

describe('a refund that somebody approves', () => {
  it("is asked for by the refund's own route, with the approver's own token, under the proposal's id", async () => {
    staff.neighbour.answer = paying;
    const { id, orderId } = await staff.proposed('refund', { amountMinor: 700 });
    const { status, json } = await staff.approve(id);
    expect([status, json['outcome']]).toMatchObject([200, { detail: '7.00 USD are being given back.' }]);
    expect(staff.neighbour.requests.map(({ route }) => route)).toEqual([
      `GET /orders/${orderId}/payment`,
      `POST /payments/${paymentId}/refunds`,
    ]);
    const [, asked] = staff.neighbour.requests;
    expect(asked).toMatchObject({ key: id, body: { amountMinor: 700, reason: 'try refund' } });
    const claims = JSON.parse(
      Buffer.from(String(asked?.authorization).split('.')[1] ?? '', 'base64url').toString(),
    ) as object;
    expect(claims).toMatchObject({ sub: support.id, roles: ['support'] });
  });

  it('that the payment service refuses has failed, for the reason that it gives', async () => {
    staff.neighbour.answer = (request) =>
      request.route.startsWith('GET')
        ? paying(request)
        : problemOf(409, 'payment.refund-exceeds', 'There is nothing left.');
    const { id } = await staff.proposed('refund');
    expect(refusalOf(await staff.approve(id))).toEqual([409, 'proposal.no-longer-possible']);
    expect(await staff.kept(id)).toMatchObject({ status: 'failed', outcome: { detail: 'There is nothing left.' } });
  });

  it('is not known while the payment service does not answer, and can be approved again at once, by anybody of the staff', async () => {
    let lost = true;
    // The answer is lost after the money was given: it is the worst moment.
    staff.neighbour.answer = (request) =>
      request.route.startsWith('POST') && lost ? { status: 503 } : paying(request);
    const { id } = await staff.proposed('refund');
    const { status, headers } = await staff.approve(id);
    expect([status, Number(headers.get('retry-after'))]).toEqual([503, expect.any(Number)]);
    expect(await staff.kept(id)).toMatchObject({ status: 'approved', decision: { by: support.id }, outcome: null });
    expect(refusalOf(await staff.reject(id))).toEqual([409, 'proposal.decided']);
    lost = false;
    const again = await staff.approve(id, colleague);
    expect([again.status, again.json]).toMatchObject([
      200,
      { decision: { by: support.id }, outcome: { detail: '36.00 USD are being given back.' } },
    ]);
    const asked = staff.neighbour.requests.filter(({ route }) => route.startsWith('POST'));
    expect(asked.map(({ key, body }) => [key, body])).toEqual(Array(2).fill([id, { reason: 'try refund' }]));
    expect(await staff.auditOf(id)).toEqual([
      `proposal-approved by ${support.id}`,
      `proposal-resumed by ${colleague.id}`,
      `proposal-carried-out by ${colleague.id}`,
    ]);
  });

  it('is somebody’s while they carry it out: to others it is decided', async () => {
    let open = () => undefined as void;
    const opened = new Promise<void>((resolve) => (open = resolve));
    staff.neighbour.answer = async (request) => {
      if (request.route.startsWith('POST')) await opened;
      return paying(request);
    };
    const { id } = await staff.proposed('refund');
    const first = staff.approve(id);
    while (staff.neighbour.requests.length < 2) await new Promise((resolve) => setTimeout(resolve, 5));
    expect(refusalOf(await staff.approve(id, { ...colleague, replica: 1 }))).toEqual([
      409,
      'proposal.being-carried-out',
    ]);
    open();
    expect((await first).status).toBe(200);
  });
});

describe('a message to the customer', () => {
  it('is sent again under the id of the proposal', async () => {
    const item = {
      id: newId(),
      channel: 'email',
      template: 'order-shipped',
      status: 'queued',
      orderId: null,
      sentAt: null,
    };
    staff.neighbour.answer = () => ({ status: 202, body: { items: [item] } });
    const { id, orderId } = await staff.proposed('resend');
    expect((await staff.approve(id)).json['outcome']).toMatchObject({
      detail: 'order-shipped is being sent again by email.',
    });
    expect(staff.neighbour.requests).toMatchObject([
      { route: `POST /orders/${orderId}/notifications/resend`, key: id, body: {} },
    ]);
  });
});
