import { invalid } from '@shop/kernel';
import { READ_EVENT } from '../dead-letters/letter-headers.js';
import type { Reading } from './read-event.js';

/**
 * What of a reading is for the handler that a redrive names: the others had the message when it came the usual way. One that could
 * not be read then is new to all of them.
 * @throws AppError `invalid` `consumer.handler-gone` where there is no such handler any more: passing over it would lose it
 */
export function addressedTo(handler: string | undefined, reading: Reading): Reading {
  if (handler === undefined || handler === READ_EVENT) return reading;
  const named = reading.kind === 'event' ? reading.handlers.filter(({ name }) => name === handler) : [];
  if (reading.kind !== 'event' || named.length === 0) {
    throw invalid('consumer.handler-gone', `There is no handler ${handler} for this message here.`);
  }
  return { ...reading, handlers: named };
}
