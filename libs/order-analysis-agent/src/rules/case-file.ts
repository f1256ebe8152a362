import type {
  CircuitFact,
  ComparisonFact,
  CustomerFact,
  DeadLetterFact,
  OrderFact,
  PaymentFact,
  ShipmentFact,
  StepFact,
  StockFact,
} from '../facts/fact.js';
import type { Rights } from '../facts/shop-facts.js';
import type { Missing } from './readings.js';

/**
 * All that the rules know of an order. What could not be read, or was not asked because the caller may not, is empty or undefined;
 * a rule then finds nothing. `null`: there is none.
 */
export interface CaseFile {
  readonly now: Date;
  readonly rights: Rights;
  readonly order: OrderFact;
  readonly timeline: readonly StepFact[];
  readonly payment: PaymentFact | null | undefined;
  readonly shipment: ShipmentFact | null | undefined;
  /** Of the order's skus, if it ended out of stock. */
  readonly stock: readonly StockFact[];
  readonly customer: CustomerFact | undefined;
  readonly comparison: ComparisonFact | undefined;
  readonly deadLetters: readonly DeadLetterFact[];
  readonly circuits: readonly CircuitFact[];
  readonly missing: readonly Missing[];
}
