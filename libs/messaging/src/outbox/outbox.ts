import { toHeaders } from '@shop/domain-events';
import type { DomainEvent, EventDefinition } from '@shop/domain-events';
import type { Journal, Transaction } from '@shop/group-commit';
import { currentContext, newId } from '@shop/kernel';

/** An event on its way out: minted when it was decided on, so that every copy of it carries the same id. */
export interface OutboxMessage<Data = unknown> {
  readonly topic: string;
  readonly key: string;
  readonly event: DomainEvent<Data>;
}

/**
 * Makes the public event of a decision. Id, time and trace context are fixed here, not when it is sent; correlation and
 * causation come from the context in which the command runs.
 */
export function publish<Data>(definition: EventDefinition<Data>, data: Data): OutboxMessage<Data> {
  const context = currentContext();
  const id = newId();
  const key = String(data[definition.key]);
  return {
    topic: definition.topic,
    key,
    event: {
      id,
      type: definition.type,
      source: `/shop/${definition.from}`,
      subject: String(data[definition.subject]),
      time: new Date().toISOString(),
      correlationId: context?.correlationId ?? key,
      causationId: context?.causationId ?? id,
      ...(context?.traceparent && { traceparent: context.traceparent }),
      data,
    },
  };
}

const APPEND = `
  INSERT INTO outbox (event_id, topic, key, headers, value)
  SELECT event_id, topic, key, headers, value
  FROM unnest($1::text[], $2::text[], $3::text[], $4::jsonb[], $5::text[])
    WITH ORDINALITY AS m (event_id, topic, key, headers, value, position)
  ORDER BY position`;

/** Events leave by being appended here, in the transaction of their effect; the relay does the rest. */
export const outbox: Journal<OutboxMessage> = {
  name: 'outbox',
  async append(transaction: Transaction, messages: readonly OutboxMessage[]): Promise<void> {
    await transaction.query({
      name: 'append-outbox',
      text: APPEND,
      values: [
        messages.map(({ event }) => event.id),
        messages.map(({ topic }) => topic),
        messages.map(({ key }) => key),
        messages.map(({ event }) => JSON.stringify(toHeaders(event))),
        messages.map(({ event }) => JSON.stringify(event.data)),
      ],
    });
  },
};
