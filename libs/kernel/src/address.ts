import { z } from 'zod';
import { derivedId } from './ids.js';

const part = z.string().trim().min(1).max(200);

/** A postal address. `country` is a name or an ISO 3166 code. */
export const Address = z.strictObject({
  name: part,
  street: part,
  city: part,
  region: part.nullish(),
  postalCode: part,
  country: part,
});
export type Address = Readonly<z.infer<typeof Address>>;

/**
 * The same for one place however it is written: case, accents, blanks and punctuation make no difference, nor who lives there. For
 * comparing alone: it names nobody, but whoever has a list of addresses can tell which of them it is.
 */
export function addressKey({ street, city, postalCode, country }: Address): string {
  return derivedId('address', ...[street, city, postalCode, country].map(plain));
}

function plain(part: string): string {
  return part
    .normalize('NFKD')
    .replace(/[^\p{L}\p{N}]+/gu, '')
    .toLowerCase();
}
