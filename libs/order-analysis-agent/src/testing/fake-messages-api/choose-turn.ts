import { invalidRequest } from './api-error.js';
import type { Conversation } from './conversation.js';
import type { CheckedScenario, Match } from './scenario.js';

type CheckedTurn = CheckedScenario['turns'][number];

/** Plays a scenario: remembers how often each of its turns has been played. */
export class Script {
  private readonly played = new Map<CheckedTurn, number>();

  constructor(private readonly scenario: CheckedScenario) {}

  /** @throws ApiError 400, which no client tries again, when the scenario has nothing for this */
  next(seen: Conversation): CheckedTurn {
    const turn = this.scenario.turns.find((candidate) => this.isLeft(candidate) && matches(candidate.when ?? {}, seen));
    if (!turn) throw invalidRequest(`The scenario "${this.scenario.name}" has no turn for this request`);
    this.played.set(turn, this.timesPlayed(turn) + 1);
    return turn;
  }

  private isLeft(turn: CheckedTurn): boolean {
    return this.timesPlayed(turn) < (turn.times ?? (turn.when ? Infinity : 1));
  }

  private timesPlayed(turn: CheckedTurn): number {
    return this.played.get(turn) ?? 0;
  }
}

function matches(when: Match, seen: Conversation): boolean {
  const called = seen.exchanges.map(({ name }) => name);
  return (
    (when.turn === undefined || when.turn === seen.turn) &&
    (when.lastUserText === undefined || new RegExp(when.lastUserText, 'su').test(seen.lastUserText)) &&
    (when.called ?? []).every((name) => called.includes(name)) &&
    !(when.notCalled ?? []).some((name) => called.includes(name)) &&
    (when.structured === undefined || when.structured === (seen.schema !== null))
  );
}
