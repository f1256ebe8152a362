import type { Journal, Transaction, TriggerLog } from '@shop/group-commit';
import { currentContext, derivedId } from '@shop/kernel';
import type { Trigger } from '@shop/kernel';

/**
 * The recorded wish to call the outside world. A call cannot be part of a transaction, so it is made of three: the wish is
 * recorded with the decision; the call is made; its outcome is recorded, which ends the wish. A crash in between finds the wish
 * and asks again with the same id, which is the idempotency key.
 */
export interface Intent<Payload = unknown> {
  readonly id: string;
  readonly kind: string;
  readonly payload: Payload;
  readonly causationId: string;
  readonly correlationId: string | null;
  readonly traceparent: string | null;
}

/**
 * An intent caused by what the present command was caused by. Its id, which is the idempotency key, follows from what is asked for:
 * `about` names it within its kind, as the order names its one charge. So a service that has forgotten a call (its database was
 * restored) asks under the same key again, and gets the first answer.
 */
export function intend<Payload>(kind: string, about: string, payload: Payload): Intent<Payload> {
  const context = currentContext();
  const id = derivedId(about, 'intent', kind);
  return {
    id,
    kind,
    payload,
    causationId: context?.causationId ?? id,
    correlationId: context?.correlationId ?? null,
    traceparent: context?.traceparent ?? null,
  };
}

/** Milliseconds for which an intent is its writer's, who makes the call at once and renews the lease while it lasts. */
export const INTENT_LEASE_MS = 5_000;

const APPEND = `
  INSERT INTO intents (id, kind, payload, causation_id, correlation_id, traceparent, due_at)
  SELECT *, now() + interval '${INTENT_LEASE_MS} milliseconds'
  FROM unnest($1::uuid[], $2::text[], $3::jsonb[], $4::text[], $5::text[], $6::text[])
  ON CONFLICT DO NOTHING`;

/**
 * Written already leased: whoever commits them hands them to its own runner in memory, which saves a round trip to find them. Somebody
 * else finds them only after a crash. What is waiting already is not asked for a second time.
 */
export const intents: Journal<Intent> = {
  name: 'intents',
  async append(transaction: Transaction, entries: readonly Intent[]): Promise<void> {
    await transaction.query({
      name: 'append-leased-intents',
      text: APPEND,
      values: [
        entries.map(({ id }) => id),
        entries.map(({ kind }) => kind),
        entries.map(({ payload }) => JSON.stringify(payload)),
        entries.map(({ causationId }) => causationId),
        entries.map(({ correlationId }) => correlationId),
        entries.map(({ traceparent }) => traceparent),
      ],
    });
  },
};

const idsOf = (triggers: readonly Trigger[]) =>
  triggers.flatMap((trigger) => (trigger.kind === 'intent' ? [trigger.id] : []));

/** The outcome of an intent is recorded once: the row goes in the transaction of the outcome. */
export const intentOutcomes: TriggerLog = {
  async claim(transaction: Transaction, triggers: readonly Trigger[]): Promise<ReadonlySet<Trigger>> {
    const { rows } = await transaction.query<{ id: string }>({
      name: 'claim-intents',
      text: 'SELECT id FROM intents WHERE id = ANY($1::uuid[]) ORDER BY id FOR UPDATE',
      values: [idsOf(triggers)],
    });
    const waiting = new Set(rows.map(({ id }) => id));
    return new Set(triggers.filter((trigger) => trigger.kind === 'intent' && waiting.delete(trigger.id)));
  },

  async settle(transaction: Transaction, done: readonly Trigger[]): Promise<void> {
    if (done.length === 0) return;
    await transaction.query({
      name: 'end-intents',
      text: 'DELETE FROM intents WHERE id = ANY($1::uuid[])',
      values: [idsOf(done)],
    });
  },
};
