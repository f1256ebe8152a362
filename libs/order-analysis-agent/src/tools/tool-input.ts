import { isId } from '@shop/kernel';
import { z } from 'zod';

/**
 * Checked, but told to the model in words: the regular expressions of a UUID or an instant in every tool's JSON schema would cost
 * more tokens than all descriptions together.
 */
export const orderId = z.string().refine(isId, 'must be a UUID').describe('The id of an order, a UUID.');
export const customerId = z.string().refine(isId, 'must be a UUID').describe('The id of a customer, a UUID.');
export const instant = z
  .string()
  .max(40)
  .refine((text) => z.iso.datetime({ offset: true }).safeParse(text).success, 'must be an RFC 3339 time');

export const ofOrder = z.strictObject({ orderId });
