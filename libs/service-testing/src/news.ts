import type { EventDefinition } from '@shop/domain-events';
import type { BrokerRecord } from '@shop/messaging';
import { recordOf } from '@shop/messaging/testing';

/** What of a definition is the same whatever its data is, so that a test may have a choice of several. */
type AnyEvent = Pick<EventDefinition, 'type' | 'topic' | 'from' | 'example'> & { readonly key: string };

export interface Circumstances {
  /** The id of the event that led to this one. */
  readonly causedBy?: string;
  /** When it happened, as an ISO instant; default: now. */
  readonly at?: string;
}

/**
 * An event as its publisher would send it: the definition's example with these data, under the key that they have. Each call makes an
 * event with an id of its own; to deliver one twice, send the record twice.
 */
export function news<Definition extends AnyEvent>(
  definition: Definition,
  data: Partial<Definition['example']>,
  { causedBy, at }: Circumstances = {},
): BrokerRecord {
  const whole: Record<string, unknown> = { ...(definition.example as object), ...data };
  return recordOf(definition, {
    key: String(whole[definition.key]),
    headers: { ...(causedBy && { ce_causationid: causedBy }), ...(at && { ce_time: at }) },
    value: JSON.stringify(whole),
  });
}
