import type { NewProduct } from './commands/list-product.js';

type Line = readonly [sku: string, name: string, priceMinor: number, initialStock: number];

/** Prices in US cents. */
const catalogue: Readonly<Record<string, readonly Line[]>> = {
  'Coffee and tea': [
    ['CT-101', 'Harbour Blend coffee, 500 g', 1450, 400],
    ['CT-102', 'Night Shift espresso beans, 1 kg', 2690, 250],
    ['CT-103', 'Smoked oolong, 100 g', 1190, 180],
    ['CT-104', 'Rooibos and orange peel, 80 g', 690, 320],
  ],
  Kitchen: [
    ['KI-201', 'Pour-over dripper, stoneware', 3200, 90],
    ['KI-202', 'Hand grinder, steel burrs', 8900, 60],
    ['KI-203', 'Gooseneck kettle, 0.9 l', 6450, 75],
    ['KI-204', 'Bread knife, 24 cm', 4150, 120],
    ['KI-205', 'Linen tea towel, set of two', 1890, 300],
  ],
  Stationery: [
    ['ST-301', 'Dotted notebook, A5', 1290, 500],
    ['ST-302', 'Brass fountain pen', 5400, 110],
    ['ST-303', 'Ink, deep teal, 50 ml', 1150, 210],
    ['ST-304', 'Wall planner, undated', 1650, 140],
  ],
  Outdoors: [
    ['OU-401', 'Enamel mug, 350 ml', 990, 600],
    ['OU-402', 'Wool picnic blanket', 7200, 85],
    ['OU-403', 'Pocket lantern, rechargeable', 3490, 160],
    ['OU-404', 'Rain cape, one size', 5850, 95],
  ],
  Curiosities: [
    ['CU-501', 'Desk barometer', 11900, 30],
    ['CU-502', 'Kaleidoscope, walnut', 4600, 55],
    ['DEMO-SCARCE', 'The last music box', 9900, 1],
    ['DEMO-PLENTY', 'Wooden clothes peg', 25, 1_000_000],
  ],
};

/** Made up for the demo. There is one `DEMO-SCARCE`, for an order that finds none left, and no end of `DEMO-PLENTY`. */
export const demoProducts: readonly NewProduct[] = Object.entries(catalogue).flatMap(([category, lines]) =>
  lines.map(([sku, name, amountMinor, initialStock]) => {
    return { sku, name, category, price: { amountMinor, currency: 'USD' }, initialStock };
  }),
);
