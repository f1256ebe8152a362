export interface BrokerAddress {
  readonly port: number;
  readonly controllerPort: number;
  readonly logDirectory: string;
}

/** server.properties of a single KRaft node that is broker and controller, on the loopback interface alone. */
export function kafkaSettings({ port, controllerPort, logDirectory }: BrokerAddress): string {
  const settings: Readonly<Record<string, string | number>> = {
    'process.roles': 'broker,controller',
    'node.id': 1,
    'controller.quorum.voters': `1@127.0.0.1:${controllerPort}`,
    listeners: `PLAINTEXT://127.0.0.1:${port},CONTROLLER://127.0.0.1:${controllerPort}`,
    'advertised.listeners': `PLAINTEXT://127.0.0.1:${port}`,
    'inter.broker.listener.name': 'PLAINTEXT',
    'controller.listener.names': 'CONTROLLER',
    'listener.security.protocol.map': 'CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT',
    'log.dirs': logDirectory,
    'auto.create.topics.enable': 'false',
    'group.initial.rebalance.delay.ms': 0,
    ...singleNode,
    ...quickRecovery,
    ...small,
  };
  return Object.entries(settings).reduce((text, [key, value]) => `${text}${key}=${value}\n`, '');
}

const singleNode = {
  'offsets.topic.replication.factor': 1,
  'offsets.topic.num.partitions': 1,
  'transaction.state.log.replication.factor': 1,
  'transaction.state.log.min.isr': 1,
  'transaction.state.log.num.partitions': 1,
  'share.coordinator.state.topic.replication.factor': 1,
  'share.coordinator.state.topic.min.isr': 1,
  'share.coordinator.state.topic.num.partitions': 1,
};

/** A killed broker may register again only when its old session is over: 3 s instead of 9. */
const quickRecovery = { 'broker.session.timeout.ms': 3000, 'broker.heartbeat.interval.ms': 500 };

const small = { 'num.network.threads': 2, 'num.io.threads': 2, 'log.cleaner.dedupe.buffer.size': 2_097_152 };
