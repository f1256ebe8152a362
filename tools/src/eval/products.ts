/** The catalogue of the evaluation: prices in cents, and pieces. Most orders come to 50.00 USD, so that an unusual one is one. */
export const products = {
  'EVAL-TEA': { price: 2_500, pieces: 10_000 },
  'EVAL-CUP': { price: 2_500, pieces: 10_000 },
  'EVAL-LEAFLET': { price: 0, pieces: 1_000 },
  'EVAL-BISCUIT': { price: 100, pieces: 10_000 },
  'EVAL-PEN': { price: 50, pieces: 10_000 },
  'EVAL-MACHINE': { price: 90_000, pieces: 1_000 },
  'EVAL-SCARCE': { price: 1_000, pieces: 3 },
  'EVAL-RARE': { price: 1_000, pieces: 1 },
  'EVAL-LAST': { price: 2_500, pieces: 2 },
  'EVAL-REFILLED': { price: 1_000, pieces: 1 },
  'EVAL-TOO-LITTLE': { price: 1_000, pieces: 1 },
  'EVAL-RETURNED': { price: 2_500, pieces: 2 },
  'EVAL-NO-RESERVATION': { price: 5_000, pieces: 1_000 },
  'EVAL-NO-CHARGE': { price: 3_333, pieces: 1_000 },
  'EVAL-NO-LABEL': { price: 5_000, pieces: 1_000 },
  'EVAL-NO-RELEASE': { price: 5_000, pieces: 1_000 },
  'EVAL-LATE-RESERVATION': { price: 5_000, pieces: 1_000 },
  'EVAL-LATE-LABEL': { price: 5_000, pieces: 1_000 },
} as const;

export type Sku = keyof typeof products;
