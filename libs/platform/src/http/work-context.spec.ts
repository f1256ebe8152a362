import { Controller, Get, Module, Post } from '@nestjs/common';
import { defineRoute } from '@shop/api-contracts';
import { currentContext } from '@shop/kernel';
import type { WorkContext } from '@shop/kernel';
import { currentService } from '@shop/telemetry';
import { z } from 'zod';
import { AllowAccess } from '../auth/access.js';
import { ServeRoute } from '../route/serve-route.js';
import { startService } from '../start/start-service.js';
import type { RunningService } from '../start/start-service.js';
import { startTokenIssuer } from '../testing/index.js';
import type { TokenIssuer } from '../testing/index.js';

const mine = defineRoute({
  method: 'GET',
  path: '/mine',
  owner: 'order-service',
  access: 'signed-in',
  summary: 'The context.',
  status: 200,
  answer: z.unknown(),
});

@AllowAccess('anyone')
@Controller()
class ContextController {
  @Get('context')
  async context() {
    await new Promise(setImmediate);
    return { ...currentContext(), service: currentService() };
  }

  @Post('context')
  afterBody() {
    return this.context();
  }

  @ServeRoute(mine)
  mine() {
    return this.context();
  }
}

@Module({ controllers: [ContextController] })
class ContextModule {}

describe('the context of a request', () => {
  let issuer: TokenIssuer;
  let service: RunningService;

  beforeAll(async () => {
    issuer = await startTokenIssuer();
    const config = {
      HOST: '127.0.0.1',
      PORT: 0,
      LOG_LEVEL: 'silent',
      LOG_FORMAT: 'json',
      JWKS_URL: issuer.jwksUrl,
    } as const;
    service = await startService({ name: 'probe', config, module: ContextModule });
  });
  afterAll(async () => {
    await service.stop();
    await issuer.close();
  });

  async function ask(headers: Record<string, string> = {}, init: RequestInit = {}, path = '/context') {
    const response = await fetch(service.url + path, { ...init, headers });
    return { headers: response.headers, context: (await response.json()) as WorkContext & { service: string } };
  }

  it("reaches the handler with the client's request id as the cause of all that follows", async () => {
    const { context, headers } = await ask({ 'x-request-id': 'abc-1.2_3' });
    expect(context).toMatchObject({ requestId: 'abc-1.2_3', causationId: 'abc-1.2_3', service: 'probe' });
    expect(headers.get('x-request-id')).toBe('abc-1.2_3');
  });

  it.each(['has blanks', 'x'.repeat(101), '<script>'])('replaces the request id %j', async (id) => {
    const { context, headers } = await ask({ 'x-request-id': id });
    expect(context.requestId).toMatch(/^[0-9a-f-]{36}$/);
    expect(headers.get('x-request-id')).toBe(context.requestId);
  });

  it('carries on the trace that the caller began', async () => {
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    expect((await ask({ traceparent })).context.traceparent).toBe(traceparent);
  });

  it('begins a trace when there is none, or no valid one', async () => {
    const { context, headers } = await ask({ traceparent: 'nonsense' });
    expect(context.traceparent).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-00$/);
    expect(headers.get('traceparent')).toBe(context.traceparent);
  });

  it('survives the reading of a body', async () => {
    const headers = { 'content-type': 'application/json', 'x-request-id': 'with-body' };
    const { context } = await ask(headers, { method: 'POST', body: JSON.stringify({ text: 'x'.repeat(50_000) }) });
    expect(context.requestId).toBe('with-body');
  });

  it('belongs to one request alone', async () => {
    const ids = Array.from({ length: 50 }, (_, n) => `r-${n}`);
    const answers = await Promise.all(ids.map((id) => ask({ 'x-request-id': id })));
    expect(answers.map(({ context }) => context.requestId)).toEqual(ids);
  });

  it('names the caller once the token is verified', async () => {
    const authorization = `Bearer ${await issuer.tokenFor({ id: 'u-1' })}`;
    expect((await ask({ authorization }, {}, '/mine')).context.userId).toBe('u-1');
  });

  it('sets the request id on errors too', async () => {
    const response = await fetch(`${service.url}/nowhere`, { headers: { 'x-request-id': 'lost' } });
    expect(response.headers.get('x-request-id')).toBe('lost');
  });
});
