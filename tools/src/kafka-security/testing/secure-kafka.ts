import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { freePorts } from '../../infrastructure/free-port.js';
import { kafkaClassPath } from '../../infrastructure/kafka-distribution.js';
import { kafkaSettings } from '../../infrastructure/kafka-settings.js';
import { brokerAnswers } from '../../infrastructure/local-kafka.js';
import { Supervisor } from '../../infrastructure/supervisor.js';
import { waitUntil } from '../../infrastructure/wait-until.js';
import { keystoreOf, TestAuthority } from '../../infrastructure/testing/test-authority.js';

const run = promisify(execFile);
const java = ['-Xmx256m', '-XX:+UseSerialGC', '-XX:-UsePerfData', '-XX:TieredStopAtLevel=1'];

/** A Kafka broker whose one public listener is SASL_SSL with SCRAM-SHA-512, and the files and names that open it. */
export class SecureKafka {
  readonly username = 'shop';
  readonly password = 'correct-horse';

  private constructor(
    readonly folder: string,
    readonly authority: TestAuthority,
    readonly brokers: string,
    private readonly supervisor: Supervisor,
  ) {}

  static async start(): Promise<SecureKafka> {
    const folder = mkdtempSync(join(tmpdir(), 'secure-kafka-'));
    const [port = 0, plainPort = 0, controllerPort = 0] = await freePorts(3);
    const authority = new TestAuthority(folder, 'authority');
    const supervisor = new Supervisor({ logs: join(folder, 'logs'), print: () => undefined });
    const kafka = new SecureKafka(folder, authority, `localhost:${port}`, supervisor);
    const keystore = join(folder, 'keystore.pem');
    writeFileSync(keystore, keystoreOf(authority.issueFor('localhost')));
    const settings = join(folder, 'server.properties');
    const address = { port: plainPort, controllerPort, logDirectory: join(folder, 'log') };
    // Of a setting that stands twice in a properties file, the last counts.
    writeFileSync(settings, kafkaSettings(address) + listeners({ port, plainPort, controllerPort, keystore }));
    await kafka.launch(settings, plainPort);
    return kafka;
  }

  async stop(): Promise<void> {
    await this.supervisor.stopAll([['kafka']]);
    rmSync(this.folder, { recursive: true, force: true });
  }

  private async launch(settings: string, plainPort: number): Promise<void> {
    const classPath = await kafkaClassPath(() => undefined);
    const login = `SCRAM-SHA-512=[name=${this.username},password=${this.password}]`;
    const format = ['format', '-t', 'AAAAAAAAAAAAAAAAAAAAAA', '-c', settings, '--add-scram', login];
    await run('java', [...java, '-cp', classPath, 'kafka.tools.StorageTool', ...format]);
    await this.supervisor.start({
      name: 'kafka',
      port: plainPort,
      command: 'java',
      args: [...java, '-cp', classPath, 'kafka.Kafka', settings],
      env: { PATH: process.env['PATH'], JAVA_HOME: process.env['JAVA_HOME'] },
    });
    // By the listener that the broker keeps for itself: whether the other one works is what the test is about.
    const isUp = await waitUntil(() => brokerAnswers(`127.0.0.1:${plainPort}`), { timeoutMs: 60_000, everyMs: 200 });
    if (!isUp) throw new Error(`Kafka did not start:\n${await this.supervisor.logTail('kafka', 40)}`);
  }
}

interface Listeners {
  readonly port: number;
  readonly plainPort: number;
  readonly controllerPort: number;
  readonly keystore: string;
}

function listeners({ port, plainPort, controllerPort, keystore }: Listeners): string {
  const scram = 'org.apache.kafka.common.security.scram.ScramLoginModule required;';
  const lines = [
    `listeners=SASL_SSL://127.0.0.1:${port},PLAINTEXT://127.0.0.1:${plainPort},CONTROLLER://127.0.0.1:${controllerPort}`,
    `advertised.listeners=SASL_SSL://localhost:${port},PLAINTEXT://127.0.0.1:${plainPort}`,
    'listener.security.protocol.map=CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT,SASL_SSL:SASL_SSL',
    'sasl.enabled.mechanisms=SCRAM-SHA-512',
    `listener.name.sasl_ssl.scram-sha-512.sasl.jaas.config=${scram}`,
    'ssl.keystore.type=PEM',
    `ssl.keystore.location=${keystore}`,
  ];
  return `${lines.join('\n')}\n`;
}
