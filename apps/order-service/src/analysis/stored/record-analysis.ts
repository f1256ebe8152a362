import type { Analysis, OrderAnalysis } from '@shop/api-contracts';
import { GroupCommit, read } from '@shop/group-commit';
import type { Unit } from '@shop/group-commit';
import type { AnalysisResult } from '@shop/order-analysis-agent';
import { Command, CommandHandler } from '@nestjs/cqrs';
import type { ICommandHandler } from '@nestjs/cqrs';
import { analyses, analysesByTrigger } from './analysis.rows.js';
import type { Audience } from './analysis.rows.js';
import { keepProposals, readsOf } from './keep-proposals.js';

export interface AnalysisOrigin {
  readonly orderId: string;
  /** A user's id; null: it was made by itself. */
  readonly requestedBy: string | null;
  readonly audience: Audience;
  /** Of what led to it, so that there is one analysis for it; null when somebody asked. */
  readonly triggerId: string | null;
}

/**
 * Keeps the analysis of an order, and what it suggests as proposals: for the staff alone, and about this order alone.
 * Gives it as it is kept; for a trigger that has had its analysis, that one.
 */
export class RecordAnalysis extends Command<OrderAnalysis> {
  constructor(
    readonly result: AnalysisResult,
    readonly origin: AnalysisOrigin,
  ) {
    super();
  }
}

@CommandHandler(RecordAnalysis)
export class RecordAnalysisHandler implements ICommandHandler<RecordAnalysis> {
  constructor(private readonly group: GroupCommit) {}

  execute({ result, origin }: RecordAnalysis): Promise<OrderAnalysis> {
    const { orderId, requestedBy, audience, triggerId } = origin;
    const suggestions = result.suggestions.map((suggestion) =>
      audience === 'staff' && suggestion?.orderId === orderId ? suggestion : null,
    );
    const triggers = triggerId === null ? [] : [triggerId];
    return this.group.submit({
      reads: [...readsOf(suggestions), read(analysesByTrigger, ...triggers)],
      decide: (unit) => {
        const known = triggers.flatMap((id) => unit.get(analysesByTrigger, id) ?? [])[0];
        if (known) return known;
        const analysis = { ...keepProposals(unit, { ...result, suggestions }), orderId };
        unit.append(analyses, { analysis, audience, requestedBy, triggerId });
        for (const id of triggers) unit.put(analysesByTrigger, id, analysis);
        return analysis;
      },
    });
  }
}

/** Of an answer to a free question of the staff only what it suggests is kept. Gives the answer with the proposals' ids. */
export class RecordSuggestions extends Command<Analysis> {
  constructor(readonly result: AnalysisResult) {
    super();
  }
}

@CommandHandler(RecordSuggestions)
export class RecordSuggestionsHandler implements ICommandHandler<RecordSuggestions> {
  constructor(private readonly group: GroupCommit) {}

  async execute({ result }: RecordSuggestions): Promise<Analysis> {
    if (result.suggestions.every((suggestion) => suggestion === null)) return result.analysis;
    return this.group.submit({
      reads: readsOf(result.suggestions),
      decide: (unit: Unit) => keepProposals(unit, result),
    });
  }
}
