import { connect, createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';

/** A port at which nobody answers until the test opens it; then it leads to the real broker. */
export class ClosedPort {
  private readonly sockets = new Set<Socket>();
  private server: Server | undefined;

  private constructor(readonly port: number) {}

  static async find(): Promise<ClosedPort> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    await new Promise((resolve) => server.close(resolve));
    return new ClosedPort(port);
  }

  async open(target: string): Promise<void> {
    const [host, port] = target.split(':');
    const server = createServer((socket) => {
      const upstream = connect(Number(port), host);
      for (const end of [socket, upstream]) this.sockets.add(end.on('error', () => end.destroy()));
      socket.pipe(upstream).pipe(socket);
    });
    this.server = server;
    await new Promise<void>((resolve) => server.listen(this.port, '127.0.0.1', resolve));
  }

  close(): void {
    this.server?.close();
    for (const socket of this.sockets) socket.destroy();
  }
}
