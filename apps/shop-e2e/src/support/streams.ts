import { analysisEvent } from '@shop/api-contracts';
import type { AnalysisEvent } from '@shop/api-contracts';
import type { Client } from './client.js';
import { shop } from './shop.js';

export interface Streamed {
  readonly status: number;
  readonly headers: Headers;
  readonly events: readonly AnalysisEvent[];
}

/** Asks for an answer as Server-Sent Events and reads it to its end. @throws for what does not fit the contract */
export async function streamed({ token }: Client, path: string, body?: object): Promise<Streamed> {
  const response = await fetch(`${shop().gateway}/api/v1${path}`, {
    method: 'POST',
    headers: {
      accept: 'text/event-stream',
      ...(token && { authorization: `Bearer ${token}` }),
      ...(body && { 'content-type': 'application/json' }),
    },
    ...(body && { body: JSON.stringify(body) }),
  });
  const blocks = (await response.text()).split('\n\n').filter((block) => block !== '' && block !== ':');
  return { status: response.status, headers: response.headers, events: blocks.map(toEvent) };
}

function toEvent(block: string): AnalysisEvent {
  const [, event, data = ''] = /^event: (.*)\ndata: (.*)$/.exec(block) ?? [];
  return analysisEvent.parse({ event, data: JSON.parse(data) as unknown });
}
