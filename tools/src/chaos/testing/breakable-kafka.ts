import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startLocalKafka } from '../../infrastructure/local-kafka.js';
import type { LocalKafka } from '../../infrastructure/local-kafka.js';
import type { ProcessPlan } from '../../infrastructure/supervised-process.js';
import { Supervisor } from '../../infrastructure/supervisor.js';

/** Starts a process, also again, only while the gate is open. */
class GatedSupervisor extends Supervisor {
  gate: Promise<void> = Promise.resolve();

  override start(plan: ProcessPlan): Promise<void> {
    return super.start({ ...plan, prepare: () => this.gate });
  }
}

/** A Kafka broker for one test alone, which may do with it what it likes. It comes back on the same address. */
export class BreakableKafka {
  private open: () => void = () => undefined;

  private constructor(
    private readonly folder: string,
    private readonly supervisor: GatedSupervisor,
    private readonly kafka: LocalKafka,
  ) {}

  static async start(): Promise<BreakableKafka> {
    const folder = mkdtempSync(join(tmpdir(), 'breakable-kafka-'));
    const supervisor = new GatedSupervisor({ logs: join(folder, 'logs'), print: () => undefined });
    const kafka = await startLocalKafka({ directory: folder, supervisor, print: () => undefined });
    await kafka.ready();
    return new BreakableKafka(folder, supervisor, kafka);
  }

  get brokers(): string {
    return this.kafka.brokers;
  }

  /** SIGKILL; it is started again at once. */
  kill(): void {
    this.signal('SIGKILL');
  }

  /** SIGKILL; it stays down until `comeBack`. */
  takeDown(): void {
    this.supervisor.gate = new Promise((resolve) => (this.open = resolve));
    this.kill();
  }

  comeBack(): void {
    this.open();
  }

  /** It takes connections and answers nothing, as a machine does whose disk hangs. */
  freeze(): void {
    this.signal('SIGSTOP');
  }

  thaw(): void {
    this.signal('SIGCONT');
  }

  async stop(): Promise<void> {
    this.open();
    await this.supervisor.stopAll([['kafka']]);
    rmSync(this.folder, { recursive: true, force: true });
  }

  private signal(signal: NodeJS.Signals): void {
    for (const { pid } of this.supervisor.running()) process.kill(pid, signal);
  }
}
