import { once } from 'node:events';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Servers on one port of 127.0.0.1, 127.0.0.2 and so on: what a name with several addresses stands for. */
export class ReplicaServers {
  private readonly servers = new Map<string, Server>();
  readonly hits = new Map<string, number>();
  /** What the name server says now. */
  addresses: readonly string[] = [];
  isNameServerUp = true;
  lookups = 0;
  port = 0;
  react: (address: string) => number | 'cut' = () => 200;

  readonly lookup = async (): Promise<readonly string[]> => {
    this.lookups += 1;
    if (!this.isNameServerUp) throw new Error('EAI_AGAIN');
    return this.addresses;
  };

  get url(): string {
    return `http://replicas.test:${this.port}`;
  }

  async start(address: string): Promise<void> {
    const server = createServer((request, response) => {
      request.resume().on('end', () => {
        this.hits.set(address, (this.hits.get(address) ?? 0) + 1);
        const reaction = this.react(address);
        if (reaction === 'cut') request.socket.destroy();
        else response.writeHead(reaction, { 'x-host': request.headers.host ?? '' }).end(address);
      });
    });
    server.listen(this.port, address);
    await once(server, 'listening');
    this.port = (server.address() as AddressInfo).port;
    this.servers.set(address, server);
  }

  async stop(address: string): Promise<void> {
    const server = this.servers.get(address);
    this.servers.delete(address);
    server?.close();
    server?.closeAllConnections();
    if (server?.listening) await once(server, 'close');
  }

  async stopAll(): Promise<void> {
    for (const address of [...this.servers.keys()]) await this.stop(address);
  }
}
