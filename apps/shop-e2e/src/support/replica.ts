import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { eventually } from './eventually.js';
import { shop } from './shop.js';

const root = resolve(__dirname, '../../../..');

/** One more process of a service of the running shop, on the same database and in the same consumer group. */
export class Replica {
  private readonly exit: Promise<unknown>;

  private constructor(
    private readonly child: ChildProcess,
    private readonly url: string,
  ) {
    this.exit = once(child, 'exit');
  }

  static async start(service: string): Promise<Replica> {
    const script = resolve(root, 'apps', service, 'dist/main.js');
    // With the channel it notices when this process is gone, and goes too.
    const child = spawn(process.execPath, ['--disable-warning=TimeoutNegativeWarning', script], {
      env: environmentOf(service),
      stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
    });
    const replica = new Replica(child, await urlOf(child));
    await eventually(`a second ${service} is ready`, () => replica.answers('ready'), 60_000);
    return replica;
  }

  async answers(question: 'live' | 'ready'): Promise<boolean> {
    return (await fetch(`${this.url}/health/${question}`)).ok;
  }

  /** @returns the exit code; null if the signal ended it */
  async end(signal: 'SIGTERM' | 'SIGKILL'): Promise<number | null> {
    if (this.child.exitCode === null && this.child.signalCode === null) {
      this.child.kill(signal);
      await this.exit;
    }
    return this.child.exitCode;
  }
}

/** As it says in its log. */
function urlOf(child: ChildProcess): Promise<string> {
  return new Promise((found, fail) => {
    child.once('exit', (code) => fail(new Error(`The replica ended with ${code} before it answered.`)));
    let log = '';
    child.stdout?.on('data', (chunk: Buffer) => {
      log = (log + chunk.toString()).slice(-10_000);
      const url = /answers at (http:[^"\s]+)/.exec(log)?.[1];
      if (url) found(url);
    });
  });
}

/** What the demo gives to the first one, put together from what demo.json tells. */
function environmentOf(service: string): NodeJS.ProcessEnv {
  const { databases, kafkaBrokers, mail, processes } = shop();
  const users = processes.find(({ name }) => name === 'user-service');
  const outside = new URL(mail).origin;
  return {
    PATH: process.env['PATH'],
    LOG_FORMAT: 'json',
    PORT: '0',
    DATABASE_URL: databases[service],
    BUS: 'kafka',
    KAFKA_CLIENT: process.env['KAFKA_CLIENT'],
    KAFKA_BROKERS: kafkaBrokers ?? '',
    JWKS_URL: `http://127.0.0.1:${users?.port}/.well-known/jwks.json`,
    PAYMENT_PROVIDER_URL: outside,
    CARRIER_URL: outside,
  };
}
