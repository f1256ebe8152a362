import { newId } from '@shop/kernel';
import { problemOf } from '../../testing/neighbour.js';
import { admin, ProposalsUnderTest, refusalOf } from '../../testing/proposals-under-test.js';

jest.setTimeout(40_000);

let staff: ProposalsUnderTest;
beforeAll(async () => {
  staff = await ProposalsUnderTest.start();
});
afterAll(() => staff.stop());
beforeEach(() => {
  staff.neighbour.requests.length = 0;
});

describe('a dead letter', () => {
  const letterId = newId();
  const theirs = `inventory-service.${letterId}`;
  const letter = (status: string, reason: string | null) => ({
    id: theirs,
    service: 'inventory-service',
    status,
    kind: 'shop.order.placed.v1',
    handler: 'h',
    eventId: null,
    correlationId: null,
    traceId: null,
    error: { class: 'E', code: 'c', message: 'm' },
    attempts: 1,
    redrives: 1,
    origin: { topic: 't', partition: 0, offset: '0' },
    firstFailedAt: new Date().toISOString(),
    lastFailedAt: new Date().toISOString(),
    decision: reason === null ? null : { at: new Date().toISOString(), by: admin.id, reason },
    message: { key: null, headers: {}, value: null, isValueDropped: false },
  });

  it('is put back by an admin alone: to support the proposal stays as it was', async () => {
    staff.neighbour.answer = () => ({ status: 202, body: letter('redriven', null) });
    const { id } = await staff.proposed('redrive', { deadLetterId: theirs });
    expect(refusalOf(await staff.approve(id))).toEqual([403, 'access.role-missing']);
    expect(await staff.kept(id)).toMatchObject({ status: 'pending', decision: null });
    expect([staff.neighbour.requests, await staff.auditOf(id)]).toEqual([[], []]);
    expect((await staff.approve(id, admin)).json).toMatchObject({
      status: 'approved',
      outcome: { detail: expect.any(String) as string },
    });
    expect(staff.neighbour.requests).toMatchObject([
      { route: `POST /admin/dead-letters/${theirs}/redrive`, body: { reason: `proposal ${id}` } },
    ]);
  });

  it('that this proposal has put back before is no refusal; one that somebody else has put back is', async () => {
    for (const isOurs of [true, false]) {
      const { id } = await staff.proposed('redrive', { deadLetterId: theirs });
      staff.neighbour.answer = ({ route }) =>
        route.startsWith('GET')
          ? { status: 200, body: letter('redriven', isOurs ? `proposal ${id}` : 'by hand') }
          : problemOf(409, 'dead-letter.not-open', 'The dead letter is redriven already.');
      const { status } = await staff.approve(id, admin);
      expect([status, (await staff.kept(id))?.status]).toEqual(isOurs ? [200, 'approved'] : [409, 'failed']);
    }
  });

  it('of the order service itself is looked for here', async () => {
    const { id } = await staff.proposed('redrive', { deadLetterId: `order-service.${letterId}` });
    expect(refusalOf(await staff.approve(id, admin))).toEqual([409, 'proposal.no-longer-possible']);
    expect(await staff.kept(id)).toMatchObject({
      status: 'failed',
      outcome: { detail: `There is no dead-letter ${letterId}.` },
    });
    expect(staff.neighbour.requests).toEqual([]);
  });

  it('of a service whose address is not known stays to be done', async () => {
    const { id } = await staff.proposed('redrive', { deadLetterId: `shipping-service.${letterId}` });
    expect(refusalOf(await staff.approve(id, admin))).toEqual([503, 'proposal.not-connected']);
    expect(await staff.kept(id)).toMatchObject({ status: 'approved', outcome: null });
  });
});
