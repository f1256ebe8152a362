import { isAppError } from '@shop/kernel';
import type { Producer } from '../broker/broker.js';
import { sendSpan } from '../tracing/message-spans.js';
import type { HeldMessages } from './held-messages.js';
import type { PendingMessage } from './outbox-rows.js';

/**
 * Characters of all values together. Kafka's limit of a megabyte is for what one send brings to a partition, headers included: small
 * records can be too large together.
 */
const MOST_AT_ONCE = 500_000;

/**
 * Sends the messages in their order and gives those that were acknowledged. If the broker refuses one for good, halves are sent until
 * it is found; it is held, with everything of its key behind it, and all others are sent. The halves may bring copies of what was
 * written the first time.
 * @throws what `send` throws when the broker does not answer: then nothing counts as sent.
 */
export async function sendAround(
  producer: Producer,
  messages: readonly PendingMessage[],
  held: HeldMessages,
): Promise<readonly PendingMessage[]> {
  const going = messages.filter((message) => !held.holds(message));
  const [only] = going;
  if (!only) return [];
  if (going.length > 1 && lengthOf(going) > MOST_AT_ONCE) return sendHalves(producer, going, held);
  try {
    const records = going.map(({ record }) => record);
    await sendSpan(records, () => producer.send(records));
    return going;
  } catch (error) {
    if (!isAppError(error) || error.code !== 'broker.record-rejected') throw error;
    if (going.length > 1) return sendHalves(producer, going, held);
    held.hold(only, error);
    return [];
  }
}

async function sendHalves(producer: Producer, messages: readonly PendingMessage[], held: HeldMessages) {
  const middle = Math.ceil(messages.length / 2);
  const first = await sendAround(producer, messages.slice(0, middle), held);
  const second = await sendAround(producer, messages.slice(middle), held);
  return [...first, ...second];
}

function lengthOf(messages: readonly PendingMessage[]): number {
  return messages.reduce((sum, { record }) => sum + (record.value?.length ?? 0), 0);
}
