import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { kafkaClients } from '@shop/messaging';
import type { KafkaClient } from '@shop/messaging';
import { measureClient } from './kafka-clients/measure-client.js';

const ROUNDS = 5;
const run = promisify(execFile);

/**
 * `node tools/bootstrap.mjs kafka-clients BROKERS`: the Kafka clients against each other, through our port (ADR 0017). They take turns,
 * each round in a process of its own, against a broker that is running already.
 */
async function compare(brokers: string): Promise<void> {
  for (let round = 1; round <= ROUNDS; round++) {
    for (const client of kafkaClients) {
      const { stdout } = await run(process.execPath, [fileURLToPath(import.meta.url), brokers, client]);
      process.stdout.write(`round ${round} ${client.padEnd(12)} ${stdout}`);
    }
  }
}

async function measure(brokers: string, client: KafkaClient): Promise<void> {
  const figures = await measureClient(client, brokers.split(','));
  process.stdout.write(`${JSON.stringify(figures)}\n`);
}

const [brokers = '127.0.0.1:9092', name] = process.argv.slice(2);
const client = kafkaClients.find((known) => known === name);
await (client === undefined ? compare(brokers) : measure(brokers, client));
