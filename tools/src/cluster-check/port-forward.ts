import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import type { Kubectl } from './kubectl.js';

const FIRST_WITHIN_MS = 30_000;
const AGAIN_MS = 300;

/** Then it stays, without a pod. What it says of a client that hangs up is another matter. */
const podIsGone = /lost connection to pod|connection refused|not running|not found|no such container/i;

/**
 * A port of this machine that leads to a port of a Service in the cluster: `kubectl port-forward`, which takes one pod and ends with it,
 * started again as often as that happens.
 */
export class PortForward {
  private child: ChildProcess | undefined;
  private stopped = false;
  private isOpen = false;
  private localPort: number | undefined;

  private constructor(
    private readonly kubectl: Kubectl,
    private readonly service: string,
    private readonly remotePort: number,
  ) {}

  /** @param localPort not given: any that is free, and the same after a restart */
  static async open(kubectl: Kubectl, service: string, port: number, localPort?: number): Promise<PortForward> {
    const forward = new PortForward(kubectl, service, port);
    forward.localPort = localPort;
    void forward.keepOpen();
    for (const deadline = Date.now() + FIRST_WITHIN_MS; !forward.isOpen; await delay(AGAIN_MS)) {
      if (Date.now() > deadline) throw new Error(`There is no way to ${service}:${port}: kubectl port-forward fails.`);
    }
    return forward;
  }

  /** As host and port: `127.0.0.1:40123`. */
  get address(): string {
    return `127.0.0.1:${this.localPort}`;
  }

  get port(): number | undefined {
    return this.localPort;
  }

  close(): void {
    this.stopped = true;
    this.child?.kill();
  }

  private async keepOpen(): Promise<void> {
    while (!this.stopped) {
      const ports = `${this.localPort ?? ''}:${this.remotePort}`;
      const child = this.kubectl.spawn(['port-forward', `service/${this.service}`, ports]);
      this.child = child;
      // Both are read to the end: a full pipe would stop it.
      child.stdout?.on('data', (chunk: Buffer) => this.learnPort(chunk.toString()));
      child.stderr?.on('data', (chunk: Buffer) => {
        if (podIsGone.test(chunk.toString())) child.kill();
      });
      await once(child, 'exit').catch(() => undefined);
      await delay(AGAIN_MS);
    }
  }

  private learnPort(line: string): void {
    const port = /Forwarding from 127\.0\.0\.1:(\d+)/.exec(line)?.[1];
    if (port === undefined) return;
    this.localPort = Number(port);
    this.isOpen = true;
  }
}
