import type { Analysis } from '@shop/api-contracts';
import { read } from '@shop/group-commit';
import type { Read, Unit } from '@shop/group-commit';
import { newId } from '@shop/kernel';
import type { AnalysisResult, Suggestion } from '@shop/order-analysis-agent';
import { knownOrders } from './known-orders.js';
import { openProposals, proposals } from './proposal.rows.js';
import { proposalOf, slotOf } from './proposal.js';

/** What {@link keepProposals} reads. */
export function readsOf(suggestions: AnalysisResult['suggestions']): readonly Read[] {
  const wanted = suggestions.filter((suggestion) => suggestion !== null);
  return [read(knownOrders, ...wanted.map(({ orderId }) => orderId)), read(openProposals, ...wanted.map(slotOf))];
}

/** Gives the analysis with the id of the proposal beside each recommendation that somebody can approve. */
export function keepProposals(unit: Unit, { analysis, suggestions }: AnalysisResult): Analysis {
  const recommendations = analysis.recommendations.map((recommendation, index) => {
    const suggestion = suggestions[index];
    const proposalId = suggestion ? openOrNew(unit, suggestion, analysis) : null;
    return { ...recommendation, proposalId };
  });
  return { ...analysis, recommendations };
}

function openOrNew(unit: Unit, suggestion: Suggestion, { id: analysisId, createdAt: at }: Analysis): string | null {
  const slot = slotOf(suggestion);
  const open = unit.get(openProposals, slot);
  if (open !== undefined) return open;
  const order = unit.get(knownOrders, suggestion.orderId);
  const proposal = order && proposalOf(suggestion, order, { id: newId(), analysisId, at });
  if (!proposal) return null;
  unit.put(proposals, proposal.id, proposal);
  unit.put(openProposals, slot, proposal.id);
  return proposal.id;
}
