import type { Analysis, AnalysisEvent, ProposedAction } from '@shop/api-contracts';
import type { ShopFacts } from './facts/shop-facts.js';

/** What is to be analysed: one order, or what somebody asks. */
export type Subject =
  | { readonly kind: 'order'; readonly orderId: string }
  | { readonly kind: 'question'; readonly question: string; readonly customerId?: string | undefined };

export interface AnalysisRequest {
  readonly subject: Subject;
  /** The shop as the caller may see it. */
  readonly facts: ShopFacts;
  /** Who pays: a user's id, or `automatic`. */
  readonly payer: string;
  readonly depth: Analysis['depth'];
  readonly trigger: Analysis['trigger'];
  /** Ends everything: the client has gone away. */
  readonly signal: AbortSignal;
  /**
   * Hears what happens while it happens: `tool_call`, `tool_result` and `text`. The loop waits for it, so a slow reader slows the
   * loop down and does not fill the memory.
   */
  readonly onProgress?: ((event: AnalysisEvent) => Promise<void> | void) | undefined;
}

/** What a person may be asked to approve. Whoever stores it gives it an id. */
export interface Suggestion {
  readonly action: ProposedAction;
  readonly orderId: string;
  /** Of a refund, in minor units of the order's currency; null: all that is left. */
  readonly amountMinor: number | null;
  /** Of a redrive. */
  readonly deadLetterId: string | null;
  readonly reason: string;
}

/** The answer; `suggestions` says for each recommendation what could be approved, or null: the two lists go side by side. */
export interface AnalysisResult {
  readonly analysis: Analysis;
  readonly suggestions: readonly (Suggestion | null)[];
}
