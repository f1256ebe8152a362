import { runInContext } from '@shop/kernel';
import { runAsService } from '@shop/telemetry';
import { pino } from 'pino';
import { QueryFailedError } from 'typeorm';
import { logOptions } from './logging.js';

function capture() {
  const lines: string[] = [];
  const logger = pino(logOptions('order-service', 'debug'), { write: (line) => void lines.push(line) });
  const last = () => JSON.parse(lines.at(-1) ?? '{}') as Record<string, unknown>;
  return { logger, last, text: () => lines.join('') };
}

describe('a log line', () => {
  it('says when, how serious, which service and what', () => {
    const { logger, last } = capture();
    logger.warn('careful');
    const { time, ...rest } = last();
    expect(new Date(String(time)).toISOString()).toBe(time);
    expect(rest).toEqual({ level: 'warn', service: 'order-service', msg: 'careful' });
  });

  it('carries the ids of the work that it is part of', () => {
    const { logger, last } = capture();
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    const context = { causationId: 'c', correlationId: 'order-1', requestId: 'r-1', userId: 'u-1', traceparent };
    runInContext(context, () => logger.info('placed'));
    expect(last()).toMatchObject({
      requestId: 'r-1',
      correlationId: 'order-1',
      userId: 'u-1',
      traceId: '0af7651916cd43dd8448eb211c80319c',
    });
  });

  it('names the service that the work belongs to when several share the process', () => {
    const { logger, last } = capture();
    runAsService({ name: 'payment-service' }, () => logger.info('mine'));
    expect(last()['service']).toBe('payment-service');
  });

  it('shows neither passwords nor tokens', () => {
    const { logger, text } = capture();
    logger.info(
      { password: 'hush', headers: { authorization: 'Bearer hush' }, answer: { tokens: { refreshToken: 'hush' } } },
      'x',
    );
    expect(text()).not.toContain('hush');
  });

  it('shows the SQL of a failed query but neither its parameters nor column values', () => {
    const { logger, last, text } = capture();
    const driverError = Object.assign(new Error('duplicate key'), {
      code: '23505',
      detail: 'Key (email)=(ann@hush.test)',
    });
    logger.error(
      { err: new QueryFailedError('INSERT INTO users VALUES ($1)', ['ann@hush.test'], driverError) },
      'failed',
    );
    expect(last()['err']).toMatchObject({ query: 'INSERT INTO users VALUES ($1)', code: '23505' });
    expect(text()).not.toContain('hush');
  });
});
