import { setTimeout as delay } from 'node:timers/promises';
import { shuffled } from './random.js';
import { kill } from './shop.js';

export interface Rhythm {
  readonly shortestMs: number;
  readonly longestMs: number;
}

/** Kills one process after the other, by chance, until it is stopped. Nobody is spared: each has its turn once a round. */
export class Killer {
  readonly killed: string[] = [];
  private stopping = false;
  private killing: Promise<void> | undefined;

  constructor(
    private readonly names: readonly string[],
    private readonly random: () => number,
    private readonly rhythm: Rhythm,
  ) {}

  start(): void {
    this.killing ??= this.run();
  }

  async stop(): Promise<void> {
    this.stopping = true;
    await this.killing;
  }

  private async run(): Promise<void> {
    const { shortestMs, longestMs } = this.rhythm;
    for (let round: string[] = []; !this.stopping; await delay(shortestMs + this.random() * (longestMs - shortestMs))) {
      if (round.length === 0) round = [...shuffled(this.names, this.random)];
      const name = round.pop() ?? '';
      try {
        kill(name);
        this.killed.push(name);
      } catch {
        // It has not come back from the last time yet.
      }
    }
  }
}
