import { AppError, unavailable } from '@shop/kernel';
import type { BrokerRecord, Producer } from '../broker/broker.js';
import type { RelayTarget } from '../outbox/outbox-sending.js';

/** A broker whose troubles the test makes; `sent` is what it has written, in order. */
export class RecordingBroker {
  readonly sent: BrokerRecord[] = [];
  /** How many records each attempt to send had. */
  readonly attempts: number[] = [];
  isUp = true;
  losesAcknowledgements = false;
  refuses: (record: BrokerRecord) => boolean = () => false;
  /** Awaited in each send, once the records are written and before they are acknowledged. */
  beforeAcknowledging: () => Promise<void> = async () => undefined;

  private readonly producer: Producer = {
    send: (records) => this.send(records),
    close: async () => undefined,
  };

  target({ durable = true } = {}): RelayTarget {
    return { durable, connectProducer: async () => this.producer };
  }

  keys(): (string | null)[] {
    return this.sent.map(({ key }) => key);
  }

  ids(): string[] {
    return this.sent.map(({ headers }) => headers['ce_id'] ?? '');
  }

  private async send(records: readonly BrokerRecord[]): Promise<void> {
    this.attempts.push(records.length);
    if (!this.isUp) throw unavailable('broker.down', 'The broker is down.');
    if (records.some(this.refuses)) throw new AppError('invalid', 'broker.record-rejected', 'MESSAGE_TOO_LARGE');
    this.sent.push(...records);
    await this.beforeAcknowledging();
    if (this.losesAcknowledgements) throw unavailable('broker.lost-ack', 'The acknowledgement was lost.');
  }
}
