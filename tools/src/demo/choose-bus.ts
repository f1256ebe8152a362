import { isAppError, unavailable } from '@shop/kernel';
import { detectKafkaTools } from '../infrastructure/detect-java.js';
import { isKafkaFetched } from '../infrastructure/kafka-distribution.js';
import { brokerAnswers, startLocalKafka } from '../infrastructure/local-kafka.js';
import type { Supervisor } from '../infrastructure/supervisor.js';
import { waitUntil } from '../infrastructure/wait-until.js';
import type { DemoOptions } from './demo-options.js';

export type Bus =
  | { readonly kind: 'kafka'; readonly brokers: string; readonly ready: () => Promise<void> }
  | { readonly kind: 'memory'; readonly why: string };

/** A broker that is configured, else one started here, else memory with the reason; what was asked for by name is had or refused. */
export async function chooseBus(
  options: DemoOptions,
  supervisor: Supervisor,
  print: (line: string) => void,
): Promise<Bus> {
  if (options.bus === 'memory') return { kind: 'memory', why: '--bus memory asks for it' };
  if (options.kafkaBrokers !== undefined) return configuredKafka(options.kafkaBrokers);
  const tools = await detectKafkaTools({ fetched: isKafkaFetched() });
  if (!tools.available) return withoutKafka(options, tools.reason);
  try {
    return { kind: 'kafka', ...(await startLocalKafka({ directory: options.data, supervisor, print })) };
  } catch (error) {
    if (!isAppError(error) || error.code !== 'kafka.not-fetched') throw error;
    return withoutKafka(options, error.message);
  }
}

function withoutKafka(options: DemoOptions, reason: string): Bus {
  if (options.bus === 'kafka') throw unavailable('demo.no-kafka', `Kafka cannot be started here: ${reason}.`);
  return { kind: 'memory', why: reason };
}

function configuredKafka(brokers: string): Bus {
  const ready = async () => {
    if (await waitUntil(() => brokerAnswers(brokers), { timeoutMs: 15_000, everyMs: 250 })) return;
    throw unavailable('demo.no-kafka', `No Kafka broker answers at ${brokers} (KAFKA_BROKERS).`);
  };
  return { kind: 'kafka', brokers, ready };
}
