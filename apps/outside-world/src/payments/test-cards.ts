/** What a card does when it is charged. */
export type CardBehaviour =
  | { readonly kind: 'pays'; readonly afterMs: number }
  | { readonly kind: 'fails-first'; readonly times: number }
  | { readonly kind: 'declines'; readonly code: 'card_declined' | 'insufficient_funds'; readonly message: string };

const declined: CardBehaviour = { kind: 'declines', code: 'card_declined', message: 'The card was declined.' };

const cards: ReadonlyMap<string, CardBehaviour> = new Map<string, CardBehaviour>([
  ['tok_visa', { kind: 'pays', afterMs: 0 }],
  ['tok_slow', { kind: 'pays', afterMs: 2_000 }],
  ['tok_flaky', { kind: 'fails-first', times: 2 }],
  ['tok_declined', declined],
  [
    'tok_insufficient_funds',
    { kind: 'declines', code: 'insufficient_funds', message: 'There is not enough money on the account.' },
  ],
]);

/** A token that nobody knows is declined, as a mistyped card number would be. */
export function behaviourOf(token: string): CardBehaviour {
  return cards.get(token) ?? declined;
}
