import type { Log } from './cache-folder.ts';
import type { Child } from './child-process.ts';
import type { PartRecipe } from './running-part.ts';

export const kafkaVersion = '4.3.0';

/** The one broker to run: where it listens, and where its data and its log are kept. */
export type KafkaBroker = {
  port: number;
  /** Host and port, as clients write them. */
  brokers: string;
  /** Kept between starts. */
  dataDir: string;
  logFile: string;
  log: Log;
};

/** A way to run the broker; `start` does not wait until it answers. */
export type KafkaRecipe = Pick<PartRecipe, 'container'> & { start(): Promise<Child> };

/** One broker that is its own controller; internal topics therefore have one replica. */
export const singleBroker: Readonly<Record<string, string>> = {
  'node.id': '1',
  'process.roles': 'broker,controller',
  'controller.listener.names': 'CONTROLLER',
  'inter.broker.listener.name': 'PLAINTEXT',
  'listener.security.protocol.map': 'PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT',
  'auto.create.topics.enable': 'false',
  'offsets.topic.replication.factor': '1',
  'offsets.topic.num.partitions': '8',
  'transaction.state.log.replication.factor': '1',
  'transaction.state.log.min.isr': '1',
  'transaction.state.log.num.partitions': '4',
  'share.coordinator.state.topic.replication.factor': '1',
  'share.coordinator.state.topic.min.isr': '1',
  'group.initial.rebalance.delay.ms': '0',
  // After a crash the broker must not wait for its previous session to expire.
  'broker.session.timeout.ms': '3000',
  'broker.heartbeat.interval.ms': '500',
};
