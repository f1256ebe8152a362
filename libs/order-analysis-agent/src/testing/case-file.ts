import type { CaseFile } from '../rules/case-file.js';
import { after, orderFact } from './sample-facts.js';

/** The file of an order of which only what a spec names is known, looked at 10 seconds after it was placed. */
export function caseFile(change: Partial<CaseFile> = {}): CaseFile {
  return {
    now: new Date(after(10)),
    rights: 'admin',
    order: orderFact(),
    timeline: [],
    payment: undefined,
    shipment: undefined,
    stock: [],
    customer: undefined,
    comparison: undefined,
    deadLetters: [],
    circuits: [],
    missing: [],
    ...change,
  };
}
