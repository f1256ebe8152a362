import { runAsService } from '@shop/telemetry';
import { pino } from 'pino';
import { logOptions } from '../logging.js';
import { LogLevel, startLogLevel } from './log-level.js';

describe('the log level', () => {
  afterEach(() => jest.useRealTimers());

  it('falls back by itself after the minutes it was changed for', () => {
    jest.useFakeTimers({ now: 0 });
    const level = new LogLevel('info');
    expect(level.change('debug', 5)).toEqual({ level: 'debug', configured: 'info', until: new Date(300_000) });
    jest.setSystemTime(299_999);
    expect(level.writes('debug')).toBe(true);
    jest.setSystemTime(300_000);
    expect(level.writes('debug')).toBe(false);
    expect(level.state).toEqual({ level: 'info', configured: 'info', until: null });
  });

  it('stays as long as the process where no time was said', () => {
    const level = new LogLevel('info');
    level.change('silent');
    expect(level.writes('fatal')).toBe(false);
    expect(level.state.until).toBeNull();
  });

  it('is each service’s own where several share the process and its logger', () => {
    const lines: string[] = [];
    const logger = pino(logOptions('first', 'info'), { write: (line) => void lines.push(line) });
    const [first, second] = [startLogLevel('first', 'info'), startLogLevel('second', 'info')];
    second.change('debug');
    const say = (name: string) => runAsService({ name }, () => logger.debug(`of ${name}`));
    say('first');
    say('second');
    expect(lines.map((line) => (JSON.parse(line) as { msg: string }).msg)).toEqual(['of second']);
    first.change('debug');
    second.change('error');
    say('first');
    say('second');
    expect(lines).toHaveLength(2);
  });
});
