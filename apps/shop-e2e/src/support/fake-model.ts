import { eventually } from './eventually.js';
import { shop } from './shop.js';

/** A request as it came to the fake Messages API. */
export interface Received {
  readonly path: string;
  readonly outcome: 'pending' | 'answered' | 'refused' | 'aborted' | 'broken';
  readonly body: string;
}

/** The fake model of a shop that was started with --fake-model. */
export function fakeModelUrl(): string {
  const found = shop().processes.find(({ name }) => name === 'fake-model');
  if (!found) throw new Error('There is no process fake-model in demo.json');
  return `http://127.0.0.1:${found.port}`;
}

/** From now on it does this; or as the plausible analyst does, with this fault. */
export async function play(scenario: { turns: readonly object[] }): Promise<void> {
  const body = JSON.stringify({ name: 'of a test', ...scenario });
  const { status } = await fetch(`${fakeModelUrl()}/scenario`, { method: 'PUT', body });
  if (status !== 200) throw new Error(`The scenario answered ${status}.`);
}

export async function received(): Promise<readonly Received[]> {
  return (await (await fetch(`${fakeModelUrl()}/requests`)).json()) as readonly Received[];
}

/** Waits until the last request has ended so. */
export function lastOneIs(outcome: Received['outcome']): Promise<true> {
  return eventually(
    `the last request is ${outcome}`,
    async () => (await received()).at(-1)?.outcome === outcome || false,
  );
}
