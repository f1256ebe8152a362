import { Secret, unavailable } from '@shop/kernel';
import { pino } from 'pino';
import { QueryFailedError } from 'typeorm';
import { logOptions, nestLogger, paramsOf } from '../logging.js';
import { logLine } from './log-line.js';

const HUSH = 'hush-4711';

function logged(...values: readonly unknown[]) {
  const lines: string[] = [];
  const logger = pino(logOptions('order-service', 'trace'), { write: (line) => void lines.push(line) });
  (logger.error as (...all: readonly unknown[]) => void)(...values);
  const [text = ''] = lines;
  return { text, line: logLine.parse(JSON.parse(text)) };
}

describe('secrets in a log line', () => {
  it.each([
    ['at any depth', { a: { b: { c: { d: { e: [{ password: HUSH }] } } } } }],
    ['in any spelling', { Access_Token: HUSH, 'refresh-token': HUSH, PASSWORD: HUSH, newPassword: HUSH }],
    ['in headers', { headers: { Authorization: HUSH, Cookie: HUSH, 'set-cookie': [HUSH] } }],
    ['that belong to a payment', { payment: { method: 'card', token: HUSH }, cardToken: HUSH }],
    ['in the parameters of a query', { parameters: [HUSH], query: 'SELECT $1' }],
    ['in maps and sets', { map: new Map([['token', HUSH]]), set: new Set([{ password: HUSH }]) }],
    ['that are wrapped', { config: { DATABASE_URL: new Secret(HUSH) } }],
    ['in bytes', { body: Buffer.from(HUSH) }],
    ['in JSON', { body: JSON.stringify({ password: HUSH, nested: JSON.stringify({ token: HUSH }) }) }],
    ['in a URL', { url: `postgres://shop:${HUSH}@db.test:5432/orders` }],
    ['in a header within a text', { text: `authorization: Bearer ${HUSH}` }],
    ['that are tokens', { text: `given eyJhbGciOi.eyJzdWIi${HUSH}.c2ln, and tok_${HUSH}` }],
  ])('are not shown %s', (_, details) => {
    expect(logged(details, 'x').text).not.toContain(HUSH);
  });

  it('are not shown in the message, nor in what is put into it', () => {
    const bearer = `Bearer ${HUSH}`;
    expect(logged(`refused: ${bearer}`).text).not.toContain(HUSH);
    expect(logged({}, 'refused: %s %j', bearer, { password: HUSH }).text).not.toContain(HUSH);
  });
});

describe('people in a log line', () => {
  it.each([
    ['an e-mail address', { to: 'ann.hush-4711@mail.example.com' }],
    ['an e-mail address in a text', { text: 'user "ann+hush-4711@x.test" is known' }],
    ['an address', { order: { shippingAddress: { name: HUSH, street: HUSH } } }],
    [
      'parts of an address, and the name beside them',
      { a: { name: HUSH, street: HUSH, city: HUSH, postalCode: HUSH } },
    ],
    ['a phone number', { text: 'SMS to +41 79 471 14 71 hush'.replace('hush', ''), phone: HUSH }],
    ['a person’s name beside an e-mail address', { user: { name: HUSH, email: 'x@y.zz' } }],
  ])('are not shown: %s', (_, details) => {
    expect(logged(details, 'x').text).not.toMatch(/hush-4711|471 14 71/);
  });

  it('are told from what only looks similar', () => {
    const details = {
      handler: { name: 'shop.order.placed' },
      topic: 'shop.orders',
      path: 'node_modules/@nestjs/core/index.js',
      package: 'undici@7.30.2',
      at: '2026-01-02T03:04:05.678+00:00',
      tokens: 3,
    };
    expect(logged(details, 'x').line).toMatchObject({ ...details, tokens: '********' });
  });
});

describe('an error in a log line', () => {
  it('shows what happened with its causes and where, and not with what', () => {
    const driver = Object.assign(new Error('duplicate key value violates unique constraint "users_email"'), {
      code: '23505',
      constraint: 'users_email',
      detail: `Key (email)=(${HUSH}@x.test)`,
    });
    const query = `INSERT INTO users VALUES ($1, '${HUSH}')`;
    const cause = new QueryFailedError(query, [HUSH], driver);
    const { text, line } = logged({ err: unavailable('users.unavailable', 'Not now.', { cause }) }, 'failed');
    expect(text).not.toContain(HUSH);
    expect(line.err).toMatchObject({
      type: 'AppError',
      code: 'users.unavailable',
      kind: 'unavailable',
      stack: expect.stringContaining('clean-log.spec') as string,
      cause: { type: 'QueryFailedError', code: '23505', query: "INSERT INTO users VALUES ($1, '********')" },
    });
  });

  it.each([
    [
      'a value that PostgreSQL cannot read',
      Object.assign(new Error(`invalid input syntax for type uuid: "${HUSH}"`), { code: '22P02' }),
    ],
    ['a text that is no JSON', parseFailure(`${HUSH} is my password`)],
    ['whom a mail server refuses', new Error(`550 5.1.1 <ann-${HUSH}@x.test>: no such user`)],
    ['what is behind each part of several', new AggregateError([new Error(`Bearer ${HUSH}`)], 'all failed')],
  ])('does not repeat %s', (_, err) => {
    expect(logged({ err }, 'failed').text).not.toContain(HUSH);
  });

  it('may be what is logged, may be no error at all, may be somewhere inside', () => {
    expect(logged(new Error('broken')).line).toMatchObject({ msg: 'broken', err: { message: 'broken' } });
    expect(logged({ err: 'just a text' }, 'x').line.err).toMatchObject({ message: 'just a text' });
    expect(logged({ checks: { db: new Error(`Bearer ${HUSH}`) } }, 'x').text).not.toContain(HUSH);
  });
});

it('is the same through the logger of Nest', () => {
  const lines: string[] = [];
  const logger = nestLogger(paramsOf(pino(logOptions('x', 'info'), { write: (line) => void lines.push(line) })));
  logger.warn({ err: unavailable('a.b', `not with Bearer ${HUSH}`), password: HUSH }, 'said', 'Probe');
  const line = logLine.parse(JSON.parse(lines[0] ?? ''));
  const err = { type: 'AppError', code: 'a.b', message: 'not with Bearer ********' };
  expect(line).toMatchObject({ context: 'Probe', msg: 'said', password: '********', err });
});

it('ends, whatever it is given', () => {
  const round: Record<string, unknown> = {
    big: 10n,
    nothing: undefined,
    long: Array.from({ length: 5000 }, () => 'x'),
  };
  round['self'] = round;
  expect(logged(round, 'x').text.length).toBeLessThan(20_000);
});

function parseFailure(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    return error;
  }
}
