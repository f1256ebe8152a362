/**
 * The shape of every piece of domain logic here, event-sourced or not: `evolve` folds facts into state, and each command is
 * a pure function `(state, …) => events`. After Jérémie Chassaing's "decider" (thinkbeforecoding.com, 2021).
 */
export interface Evolver<State, Event> {
  readonly initial: State;
  /** Total: every event in every state, and never throws. */
  readonly evolve: (state: State, event: Event) => State;
}

/** A decision: what happens, or a refusal thrown as an AppError. Pure; time and ids come in as arguments. */
export type Decision<State, Event> = (state: State) => readonly Event[];

export function fold<State, Event>(
  evolver: Evolver<State, Event>,
  events: Iterable<Event>,
  from = evolver.initial,
): State {
  let state = from;
  for (const event of events) state = evolver.evolve(state, event);
  return state;
}
