import { connect } from 'node:net';
import { Controller, Get, HttpException, Module, Param, Post } from '@nestjs/common';
import {
  AppError,
  conflict,
  exhausted,
  forbidden,
  invalid,
  notFound,
  refused,
  unauthorised,
  unavailable,
} from '@shop/kernel';
import { AllowAccess } from '../auth/access.js';
import { startService } from '../start/start-service.js';
import type { RunningService } from '../start/start-service.js';

const failures: Readonly<Record<string, () => Error>> = {
  invalid: () => invalid('thing.invalid', 'Not like this.', [{ path: 'name', message: 'too long' }]),
  unauthorised: () => unauthorised('thing.who', 'Who are you?'),
  forbidden: () => forbidden('thing.hands-off', 'Not for you.'),
  'not-found': () => notFound('thing', '7'),
  conflict: () => conflict('thing.changed', 'Somebody was faster.'),
  refused: () => refused('thing.shipped', 'It has gone.'),
  'reused-key': () => refused('idempotency.key-reused', 'The key stands for another body.'),
  unavailable: () => unavailable('thing.down', 'Come back later.', { cause: new Error('secret cause') }),
  later: () => unavailable('thing.down', 'Come back later.', { retryAfterMs: 4200 }),
  'used-up': () => exhausted('thing.used-up', 'Tomorrow again.', { retryAfterMs: 3_600_000 }),
  'too-many': () => new HttpException('Slow down.', 429),
  unexpected: () => new Error('secret'),
  odd: () => new AppError('invalid', 'thing.odd', 'Odd.', { cause: new Error('secret cause') }),
};

@AllowAccess('anyone')
@Controller()
class FailingController {
  @Get('fail/:how')
  fail(@Param('how') how: string): never {
    throw failures[how]?.() ?? new Error(how);
  }

  @Post('echo')
  echo(): { read: boolean } {
    return { read: true };
  }
}

@Module({ controllers: [FailingController] })
class FailingModule {}

describe('an error over HTTP', () => {
  let service: RunningService;

  beforeAll(async () => {
    const config = { HOST: '127.0.0.1', PORT: 0, LOG_LEVEL: 'silent', LOG_FORMAT: 'json' } as const;
    service = await startService({ name: 'probe', config, module: FailingModule });
  });
  afterAll(() => service.stop());

  async function ask(path: string, init?: RequestInit) {
    const response = await fetch(service.url + path, init);
    const text = await response.text();
    const problem = JSON.parse(text) as Record<string, unknown>;
    return { status: response.status, headers: response.headers, problem, text };
  }

  it.each([
    ['invalid', 400, 'thing.invalid'],
    ['unauthorised', 401, 'thing.who'],
    ['forbidden', 403, 'thing.hands-off'],
    ['not-found', 404, 'thing.not-found'],
    ['conflict', 409, 'thing.changed'],
    ['refused', 409, 'thing.shipped'],
    ['reused-key', 422, 'idempotency.key-reused'],
    ['unavailable', 503, 'thing.down'],
    ['used-up', 429, 'thing.used-up'],
    ['too-many', 429, 'http.too-many-requests'],
    ['unexpected', 500, 'internal'],
  ])('answers %s with status %i and a problem', async (how, status, code) => {
    const { problem, headers, ...answer } = await ask(`/fail/${how}?secret=1`);
    expect(answer.status).toBe(status);
    expect(headers.get('content-type')).toContain('application/problem+json');
    expect(problem).toMatchObject({
      type: `https://shop.example/problems/${code}`,
      title: expect.any(String) as string,
      status,
      instance: `/fail/${how}`,
    });
  });

  it('lists the faults of an invalid input', async () => {
    expect((await ask('/fail/invalid')).problem['errors']).toEqual([{ path: 'name', message: 'too long' }]);
  });

  it('asks for a bearer token with a 401', async () => {
    expect((await ask('/fail/unauthorised')).headers.get('www-authenticate')).toBe('Bearer');
  });

  it.each([
    ['unavailable', '1'],
    ['later', '5'],
    ['used-up', '3600'],
    ['too-many', '1'],
  ])('says when to try again after %s: %s s', async (how, seconds) => {
    expect((await ask(`/fail/${how}`)).headers.get('retry-after')).toBe(seconds);
  });

  it.each(['unexpected', 'unavailable', 'odd'])('keeps the cause and the stack of %s to itself', async (how) => {
    const { text } = await ask(`/fail/${how}`);
    expect(text).not.toContain('secret');
    expect(text).not.toContain('.ts');
  });

  it('answers 404 on a path that nobody serves', async () => {
    expect((await ask('/nowhere')).problem).toMatchObject({ status: 404, instance: '/nowhere' });
  });

  it('answers 400 on JSON that does not parse', async () => {
    const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"a":' };
    expect((await ask('/echo', init)).problem).toMatchObject({ status: 400, title: 'Bad Request' });
  });

  it('answers 413 on a body over 100 KiB', async () => {
    const body = JSON.stringify('x'.repeat(100 * 1024));
    const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body };
    expect((await ask('/echo', init)).problem).toMatchObject({ status: 413 });
  });

  it.each(['text/plain', 'application/x-www-form-urlencoded', 'application/xml'])('answers 415 on %s', async (type) => {
    const init = { method: 'POST', headers: { 'content-type': type }, body: 'a=b' };
    expect((await ask('/echo', init)).problem).toMatchObject({ status: 415 });
  });

  it('answers 415 on a body without a content type', async () => {
    const init = { method: 'POST', body: new Uint8Array([1, 2]) };
    expect((await ask('/echo', init)).problem).toMatchObject({ status: 415 });
  });

  it.each([undefined, { 'content-type': 'application/json' }])(
    'accepts an empty body with headers %j',
    async (headers) => {
      expect((await ask('/echo', { method: 'POST', headers })).problem).toEqual({ read: true });
    },
  );

  it('answers 400, with an id, on a URL that cannot be decoded', async () => {
    const answer = await rawRequest(service.url, 'GET /fail/%ZZ HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
    expect(answer).toMatch(/^HTTP\/1\.1 400 /);
    expect(answer).toContain('application/problem+json');
    expect(answer).toContain('x-request-id: ');
  });
});

/** What no client library would send. */
function rawRequest(url: string, text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(Number(new URL(url).port), '127.0.0.1', () => socket.write(text));
    let answer = '';
    socket.on('data', (chunk) => (answer += chunk.toString()));
    socket.on('end', () => resolve(answer));
    socket.on('error', reject);
  });
}
