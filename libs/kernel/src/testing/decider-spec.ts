import { fold } from '../decider.js';
import type { Decision, Evolver } from '../decider.js';

/** `given(events).when(decision)`: the events decided on, or the refusal thrown. */
export function deciderSpec<State, Event>(evolver: Evolver<State, Event>) {
  return (...history: readonly Event[]) => {
    const state = fold(evolver, history);
    return {
      state,
      when: (decide: Decision<State, Event>) => decide(state),
    };
  };
}
