import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { writeDemoFile } from '../demo/demo-file.js';
import { waitUntil } from '../infrastructure/wait-until.js';
import type { ComposeShop } from './compose-shop.js';

/**
 * Tells the end-to-end tests where everything is, as a running demo does: a demo.json. A container that is started again gets another
 * pid, so it is written anew whenever one starts.
 */
export class ShopFile {
  private writing: Promise<void> = Promise.resolve();
  private readonly events: ChildProcess;

  private constructor(
    private readonly shop: ComposeShop,
    private readonly directory: string,
  ) {
    const filters = ['--filter', 'event=start', '--filter', `label=com.docker.compose.project=${shop.project}`];
    this.events = spawn('docker', ['events', ...filters], { stdio: ['ignore', 'pipe', 'ignore'] });
    this.events.stdout?.on('data', () => void this.refresh());
  }

  static async follow(shop: ComposeShop, directory: string): Promise<ShopFile> {
    mkdirSync(directory, { recursive: true });
    const file = new ShopFile(shop, directory);
    await file.refresh();
    return file;
  }

  stop(): void {
    this.events.kill();
  }

  /** One after the other: the later look is the one that stays. */
  private refresh(): Promise<void> {
    this.writing = this.writing.then(() => this.write());
    return this.writing;
  }

  private async write(): Promise<void> {
    const { gateway, databases, ports } = this.shop;
    // A look may fall into the moment in which a container has just gone.
    await waitUntil(
      async () => {
        const containers = await this.shop.running();
        const processes = containers.map(({ service: name, pid }) => ({ name, pid, port: this.portOf(name) }));
        writeDemoFile(this.directory, {
          gateway,
          bus: 'kafka',
          kafkaBrokers: `127.0.0.1:${ports.kafka}`,
          databases,
          mail: `http://127.0.0.1:${ports.outsideWorld}/`,
          mailbox: `http://127.0.0.1:${ports.mail}/`,
          processes,
        });
        return true;
      },
      { timeoutMs: 10_000 },
    );
  }

  private portOf(name: string): number | null {
    const { gateway, userService, outsideWorld } = this.shop.ports;
    const published: Readonly<Record<string, number>> = {
      'api-gateway': gateway,
      'user-service': userService,
      'outside-world': outsideWorld,
    };
    return published[name] ?? null;
  }
}
