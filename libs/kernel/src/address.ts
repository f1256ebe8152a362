import { z } from 'zod';

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
