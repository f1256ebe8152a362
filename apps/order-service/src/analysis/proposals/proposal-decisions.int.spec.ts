import type { Proposal } from '@shop/api-contracts';
import { shipmentDispatched } from '@shop/domain-events';
import { newId } from '@shop/kernel';
import { customerId, news } from '@shop/service-testing';
import type { SignedRequest } from '@shop/service-testing';
import { Participants } from '../../testing/participants.js';
import { admin, colleague, ProposalsUnderTest, refusalOf, support } from '../../testing/proposals-under-test.js';

jest.setTimeout(40_000);

let staff: ProposalsUnderTest;
beforeAll(async () => {
  staff = await ProposalsUnderTest.start();
});
afterAll(() => staff.stop());

describe('a cancellation that somebody approves', () => {
  it('is begun like any other, and told in the timeline, the audit log and an event', async () => {
    const { id, orderId } = await staff.proposed('cancel');
    const { status, json } = await staff.approve(id, { ...support, body: { reason: 'looks like fraud' } });
    expect([status, json]).toMatchObject([
      200,
      {
        id,
        orderId,
        action: 'cancel',
        status: 'approved',
        decision: { by: support.id, reason: 'looks like fraud' },
        outcome: { detail: 'The order is being cancelled.' },
      },
    ]);
    expect(json).not.toHaveProperty('carriedUntil');
    expect(await staff.order(orderId)).toMatchObject({
      status: 'cancelling',
      cancellation: { reason: 'customer_request' },
    });
    expect(await staff.auditOf(id)).toEqual([
      `proposal-approved by ${support.id}`,
      `proposal-carried-out by ${support.id}`,
    ]);
    await staff.shop.publishedTypes(orderId);
    const told = staff.shop.publishedFor(orderId).find(({ type }) => type === 'shop.order.proposal-decided.v1');
    expect(told?.data).toEqual({
      orderId,
      proposalId: id,
      action: 'cancel',
      decision: 'approved',
      decidedBy: support.id,
    });
    const steps = async (options: SignedRequest) =>
      (
        (await staff.shop.request(`GET /orders/${orderId}/timeline`, options)).json['steps'] as {
          event: string;
          detail: string;
        }[]
      )
        .filter(({ event }) => event === told?.type)
        .map(({ detail }) => detail);
    expect([await steps(support), await steps({})]).toEqual([['cancel: approved'], []]);
    expect(JSON.stringify(await staff.order(orderId))).not.toContain('fraud');
  });

  it('is refused once the parcel is on its way, and cannot be asked for again', async () => {
    const { id, orderId } = await staff.proposed('cancel');
    const others = new Participants(staff.shop);
    await others.tellAll(others.step, orderId);
    await staff.shop.tell(news(shipmentDispatched, { orderId }));
    expect(refusalOf(await staff.approve(id))).toEqual([409, 'proposal.no-longer-possible']);
    expect(await staff.kept(id)).toMatchObject({
      status: 'failed',
      outcome: { detail: expect.stringContaining('shipped') as string },
    });
    expect(refusalOf(await staff.approve(id))).toEqual([409, 'proposal.decided']);
    expect(await staff.auditOf(id)).toEqual([`proposal-approved by ${support.id}`, `proposal-failed by ${support.id}`]);
  });
});

describe('a decision', () => {
  it('is made by one of two who approve or reject at once, on two replicas', async () => {
    for (let round = 0; round < 5; round++) {
      const { id, orderId } = await staff.proposed('cancel');
      const answers = await Promise.all([
        staff.approve(id, { ...support, replica: 0 }),
        staff.approve(id, { ...colleague, replica: 1 }),
        staff.reject(id, { ...admin, replica: 1 }),
      ]);
      expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409]);
      const decisions = (await staff.auditOf(id)).filter((what) => !what.startsWith('proposal-carried-out'));
      expect(decisions).toHaveLength(1);
      await staff.shop.publishedTypes(orderId);
      expect(
        staff.shop.publishedFor(orderId).filter(({ type }) => type === 'shop.order.proposal-decided.v1'),
      ).toHaveLength(1);
    }
  });

  it('against a proposal changes nothing else, and is final', async () => {
    const { id, orderId } = await staff.proposed('cancel');
    const { status, json } = await staff.reject(id, { ...support, body: { reason: 'a good customer' } });
    expect([status, json]).toMatchObject([
      200,
      { status: 'rejected', decision: { reason: 'a good customer' }, outcome: null },
    ]);
    expect(await staff.order(orderId)).toMatchObject({ status: 'placed' });
    expect(refusalOf(await staff.approve(id))).toEqual([409, 'proposal.decided']);
    expect(refusalOf(await staff.reject(id))).toEqual([409, 'proposal.decided']);
  });

  it('is for the staff, on a proposal that exists', async () => {
    const { id } = await staff.proposed('cancel');
    const customer = { id: customerId, as: ['customer'] } as const;
    expect((await staff.approve(id, customer)).status).toBe(403);
    expect((await staff.reject(id, customer)).status).toBe(403);
    expect((await staff.shop.request('GET /analysis/proposals', customer)).status).toBe(403);
    expect([(await staff.approve(newId())).status, (await staff.reject('nonsense')).status]).toEqual([404, 404]);
    expect(await staff.kept(id)).toMatchObject({ status: 'pending', decision: null });
  });

  it('finds proposals by what has become of them, page by page', async () => {
    const { id: open } = await staff.proposed('cancel');
    const { id: rejected } = await staff.proposed('resend');
    await staff.reject(rejected);
    const ids = async (query: string) => {
      const { json } = await staff.shop.request(`GET /analysis/proposals?${query}`, support);
      return (json['items'] as Proposal[]).map(({ id }) => id);
    };
    expect(await ids('status=pending&limit=1')).toEqual([open]);
    expect(await ids('status=rejected&limit=1')).toEqual([rejected]);
    expect(await ids('limit=2')).toEqual([rejected, open]);
  });
});
