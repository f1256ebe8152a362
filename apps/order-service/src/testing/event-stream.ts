import { analysisEvent } from '@shop/api-contracts';
import type { AnalysisEvent } from '@shop/api-contracts';

interface Streamed {
  readonly status: number;
  readonly headers: Headers;
  readonly events: readonly AnalysisEvent[];
}

/** Asks for an analysis as a stream, and reads it to its end. @throws what does not fit the schema of its events */
export async function streamed(url: string, { token, body }: { token: string; body?: object }): Promise<Streamed> {
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      accept: 'text/event-stream',
      authorization: `Bearer ${token}`,
      ...(body && { 'content-type': 'application/json' }),
    },
    body: body && JSON.stringify(body),
  });
  const blocks = (await response.text()).split('\n\n').filter((block) => block !== '' && block !== ':');
  const events = blocks.map((block) => {
    const [, event, data = ''] = /^event: (.*)\ndata: (.*)$/.exec(block) ?? [];
    return analysisEvent.parse({ event, data: JSON.parse(data) as unknown });
  });
  return { status: response.status, headers: response.headers, events };
}
