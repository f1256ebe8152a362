import { isAppError } from '@shop/kernel';
import { parseDemoOptions } from './demo-options.js';

const parse = (args: string, env: NodeJS.ProcessEnv = {}) =>
  parseDemoOptions(args.split(' ').filter(Boolean), env, '/checkout/.data');

function kindOf(args: string): unknown {
  try {
    return parse(args);
  } catch (error) {
    return isAppError(error) ? error.kind : error;
  }
}

describe('the options of the demo', () => {
  it('serve the gateway on port 3000 with the best bus there is, if nothing is said', () => {
    expect(parse('')).toEqual({
      mode: 'serve',
      bus: 'best',
      layout: 'many-processes',
      port: 3000,
      data: '/checkout/.data',
      start: 'kept',
      model: 'configured',
      databaseUrl: undefined,
      kafkaBrokers: undefined,
    });
  });

  it('prefer --port to PORT', () => {
    expect(parse('', { PORT: '4000' }).port).toBe(4000);
    expect(parse('--port 5000', { PORT: '4000' }).port).toBe(5000);
  });

  it('put all services into one process when the bus is memory, and ignore brokers then', () => {
    const options = parse('--bus memory', { KAFKA_BROKERS: '10.0.0.1:9092' });
    expect(options).toMatchObject({ layout: 'one-process', kafkaBrokers: undefined });
  });

  it('start a fake model only if it is asked for', () => {
    expect(parse('--fake-model', { ANTHROPIC_API_KEY: 'sk-own' }).model).toBe('fake');
  });

  it('make a database URL of PGHOST and its companions', () => {
    const env = { PGHOST: 'db', PGUSER: 'ada', PGPASSWORD: 'p@ss', PGPORT: '6000' };
    expect(parse('', env).databaseUrl).toBe('postgres://ada:p%40ss@db:6000/postgres');
    expect(parse('', { ...env, DATABASE_URL: 'postgres://x@y/z' }).databaseUrl).toBe('postgres://x@y/z');
  });

  it.each([
    '--frob',
    'extra',
    '--port',
    '--port abc',
    '--port 0',
    '--port 70000',
    '--bus rabbit',
    '--once --idle',
    '--saga magic',
  ])('refuse "%s" as invalid, in one line', (args) => {
    expect(kindOf(args)).toBe('invalid');
    expect(() => parse(args)).toThrow(/^[^\n]+$/);
  });

  it('refuse the orchestrated saga, which is spelt right but not there', () => {
    expect(kindOf('--saga orchestration')).toBe('refused');
    expect(parse('--saga choreography').mode).toBe('serve');
  });
});
