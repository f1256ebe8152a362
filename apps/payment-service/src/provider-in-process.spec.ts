import { InProcessPaymentProvider } from './provider-in-process.js';

const amount = { amountMinor: 100, currency: 'USD' };
const chargeOf = (cardToken: string) => ({ reference: 'order-1', amount, cardToken });

describe('the provider that is played in process', () => {
  const provider = new InProcessPaymentProvider();

  it('repeats its answer under the same key, and gives another charge under another', async () => {
    const [first, again, other] = await Promise.all(
      ['k-1', 'k-1', 'k-2'].map((key) => provider.charge(chargeOf('tok_visa'), key)),
    );
    expect(first).toMatchObject({ kind: 'captured' });
    expect(again).toEqual(first);
    expect(other).not.toEqual(first);
  });

  it.each([
    ['tok_declined', 'card_declined'],
    ['tok_insufficient_funds', 'insufficient_funds'],
    ['tok_mistyped', 'card_declined'],
  ])('declines %s as %s', async (token, reason) => {
    expect(await provider.charge(chargeOf(token), 'k')).toEqual({ kind: 'declined', reason });
  });

  it('has no outcome twice for a flaky card, then pays', async () => {
    const charge = () => provider.charge(chargeOf('tok_flaky'), 'k-flaky');
    await expect(charge()).rejects.toMatchObject({ kind: 'unavailable' });
    await expect(charge()).rejects.toMatchObject({ kind: 'unavailable' });
    expect(await charge()).toMatchObject({ kind: 'captured' });
  });

  it('gives money back', async () => {
    expect(await provider.refund({ chargeId: 'ch_1', amountMinor: 100 }, 'k-1')).toEqual({ providerRefundId: 're_k1' });
  });
});
