import { colleague, ProposalsUnderTest, refusalOf, support } from '../../testing/proposals-under-test.js';

jest.setTimeout(40_000);

let staff: ProposalsUnderTest;
beforeAll(async () => {
  staff = await ProposalsUnderTest.start();
});
afterAll(() => staff.stop());

describe('a process that dies', () => {
  /** As it leaves the proposal: approved, somebody's for a while, and nobody is there any more. */
  const diesAfterClaim = (id: string, by: string) =>
    staff.shop.query(
      `UPDATE proposals SET status = 'approved', decision = json_build_object('at', now(), 'by', $2::text, 'reason', null),
         carried_until = now() + interval '400 milliseconds' WHERE id = $1`,
      [id, by],
    );

  it('between decision and call, leaves a proposal that is done when somebody approves it again', async () => {
    const { id, orderId } = await staff.proposed('cancel');
    await diesAfterClaim(id, support.id);
    expect(refusalOf(await staff.approve(id, colleague))).toEqual([409, 'proposal.being-carried-out']);
    while ((await staff.approve(id, colleague)).status === 409) await new Promise((resolve) => setTimeout(resolve, 50));
    expect(await staff.kept(id)).toMatchObject({
      status: 'approved',
      decision: { by: support.id },
      outcome: { detail: 'The order is being cancelled.' },
    });
    expect(await staff.order(orderId)).toMatchObject({ status: 'cancelling' });
  });

  it('between call and outcome, leaves one that ends the same way: what was done is done once', async () => {
    const { id, orderId } = await staff.proposed('cancel');
    await staff.approve(id);
    const before = await staff.kept(id);
    await staff.shop.query('UPDATE proposals SET outcome = NULL WHERE id = $1', [id]);
    expect((await staff.approve(id, colleague)).status).toBe(200);
    expect(await staff.kept(id)).toMatchObject({
      status: 'approved',
      decision: before?.decision,
      outcome: { detail: before?.outcome?.detail },
    });
    const started = "SELECT 1 FROM events WHERE stream_id = $1 AND type = 'CancellationStarted'";
    expect(await staff.shop.query(started, [orderId])).toHaveLength(1);
  });
});
