import { once } from 'node:events';
import { request as httpRequest } from 'node:http';
import type { ClientRequest, IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { Controller, Module, Post, Req, Res } from '@nestjs/common';
import { conflict } from '@shop/kernel';
import { AllowAccess } from '../auth/access.js';
import { startService } from '../start/start-service.js';
import type { RunningService } from '../start/start-service.js';
import { Stopping } from '../stopping.js';
import { EventStream } from './event-stream.js';
import type { EventStreamSettings, StreamedExchange } from './event-stream.js';
import type { ServerSentEvent } from './server-sent-event.js';

type Play = (stream: EventStream) => Promise<void>;
let play: Play;
let settings: Partial<EventStreamSettings>;
/** How each stream has ended for whoever sent it. */
let outcomes: unknown[];

@AllowAccess('anyone')
@Controller()
class StreamController {
  constructor(private readonly stopping: Stopping) {}

  @Post('stream')
  async stream(@Req() request: object, @Res() reply: StreamedExchange['reply']) {
    const stream = new EventStream({ request, reply }, { stopping: this.stopping.signal, ...settings });
    try {
      await play(stream);
      await stream.end();
      outcomes.push('ended');
    } catch (error) {
      outcomes.push(error);
      stream.fail(error);
    }
  }
}

@Module({ controllers: [StreamController] })
class StreamModule {}

const word = (data: string): ServerSentEvent => ({ event: 'word', data });
const sent = (data: string) => `event: word\ndata: "${data}"\n\n`;

let service: RunningService;
beforeEach(async () => {
  const config = { HOST: '127.0.0.1', PORT: 0, LOG_LEVEL: 'silent', LOG_FORMAT: 'json' } as const;
  [settings, outcomes] = [{}, []];
  service = await startService({ name: 'probe', config, module: StreamModule });
});
afterEach(() => service.stop());

async function open(): Promise<{ sent: ClientRequest; answer: IncomingMessage }> {
  const asked = httpRequest(`${service.url}/stream`, { method: 'POST' });
  asked.on('error', () => undefined).end();
  const [answer] = (await once(asked, 'response')) as [IncomingMessage];
  return { sent: asked, answer: answer.on('error', () => undefined) };
}
const read = async () => text((await open()).answer);
const until = async (condition: () => boolean) => {
  while (!condition()) await delay(10);
};
const aborted = ({ signal }: EventStream) =>
  new Promise<never>((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error)));

it('sends events as they come, and lets nobody keep them', async () => {
  play = async (stream) => {
    await stream.send(word('one'));
    await stream.send(word('line\nbreak'));
  };
  const { answer } = await open();
  expect(answer.headers).toMatchObject({
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    'x-accel-buffering': 'no',
    'x-request-id': expect.any(String) as unknown,
  });
  expect(await text(answer)).toBe(`:\n\n${sent('one')}${sent('line\\nbreak')}`);
});

it('begins soon although there is nothing to say, and shows now and then that it is there', async () => {
  settings = { beginWithinMs: 20, heartbeatMs: 30 };
  play = () => delay(200);
  expect((await read()).match(/:\n\n/g)?.length).toBeGreaterThanOrEqual(4);
});

describe('what fails', () => {
  it('before anything was sent is an ordinary problem', async () => {
    play = () => Promise.reject(conflict('thing.taken', 'It is taken.'));
    const { answer } = await open();
    expect(answer.statusCode).toBe(409);
    expect(answer.headers['content-type']).toMatch(/^application\/problem\+json/);
    expect(JSON.parse(await text(answer))).toMatchObject({ detail: 'It is taken.' });
  });

  it('after that is the last event, without what only we should know', async () => {
    play = async (stream) => {
      await stream.send(word('one'));
      throw new Error('secret');
    };
    const type = 'https://shop.example/problems/internal';
    const error = { type, title: 'Internal Server Error', status: 500 };
    expect(await read()).toBe(`:\n\n${sent('one')}event: error\ndata: ${JSON.stringify(error)}\n\n`);
  });
});

it('says so when the client goes', async () => {
  play = async (stream) => {
    await stream.send(word('one'));
    await aborted(stream);
  };
  const { sent: asked, answer } = await open();
  await once(answer, 'data');
  asked.destroy();
  await until(() => outcomes.length > 0);
  expect(outcomes).toMatchObject([{ code: 'stream.client-gone' }]);
});

describe('a slow reader', () => {
  const large = 'x'.repeat(50_000);

  it('makes the sender wait', async () => {
    let count = 0;
    play = async (stream) => {
      for (; count < 2_000; count++) await stream.send(word(large));
    };
    const { sent: asked, answer } = await open();
    answer.pause();
    let before = -1;
    while (before !== count) {
      before = count;
      await delay(150); // long enough for what can move to move
    }
    expect(count).toBeLessThan(500);
    asked.destroy();
    await until(() => outcomes.length > 0);
  });

  it('gets as one what had to wait, if that can be joined', async () => {
    settings = { join: (earlier, later) => ({ event: 'word', data: `${String(earlier.data)}${String(later.data)}` }) };
    let waits = false;
    play = async (stream) => {
      while (!waits) {
        const sending = stream.send(word(large));
        waits = await Promise.race([sending.then(() => false), delay(200, true)]);
      }
      await Promise.all(['a', 'b', 'c'].map((piece) => stream.send(word(piece))));
    };
    const { answer } = await open();
    answer.pause();
    await until(() => waits);
    expect(await text(answer)).toMatch(/xabc"\n\n$/);
  });

  it('is let go when it takes nothing', async () => {
    settings = { patienceMs: 200 };
    play = async (stream) => {
      for (;;) await stream.send(word(large));
    };
    const { sent: asked, answer } = await open();
    answer.pause();
    await until(() => outcomes.length > 0);
    expect(outcomes).toMatchObject([{ code: 'stream.reader-stalled' }]);
    answer.resume();
    await once(asked, 'close');
    expect(answer.complete).toBe(false);
  });
});

describe('a service that stops', () => {
  const endless: Play = async (stream) => {
    await stream.send(word('one'));
    await aborted(stream);
  };

  it('ends its streams properly', async () => {
    play = endless;
    const { answer } = await open();
    await once(answer, 'data');
    const stopped = service.stop();
    expect(await text(answer)).toContain('problems/service.stopping');
    await stopped;
  });

  it('lets them come to their own end if they may', async () => {
    settings = { finishWithinMs: 5_000 };
    play = async (stream) => {
      await stream.send(word('one'));
      await delay(200);
      await stream.send(word('two'));
    };
    const { answer } = await open();
    const stopped = service.stop();
    expect(await text(answer)).toBe(`:\n\n${sent('one')}${sent('two')}`);
    await stopped;
  });
});
