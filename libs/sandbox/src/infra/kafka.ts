import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Kafka, logLevel } from 'kafkajs';
import type { Log } from './cache-folder.ts';
import { type Child, startChild, untilReady } from './child-process.ts';
import { containerRecipe, dockerPath } from './docker.ts';
import { onPath, runLong } from './executable.ts';
import { freePort, untilFree } from './free-port.ts';
import { javaPath, jarsOf } from './java.ts';
import { kfakePath } from './kfake.ts';
import { MissingPart, type PartRecipe, type RunningPart, runPart } from './running-part.ts';

const kafkaVersion = '4.3.0';
const startLimitMs = 120_000;

export type KafkaOptions = {
  /** Kept between starts. */
  dataDir: string;
  logFile: string;
  log: Log;
  port?: number;
  /** Whether kfake is acceptable when there is neither Docker nor Java: for demonstrations, never for tests. */
  allowKfake?: boolean;
};

/**
 * Starts one Kafka broker on the loopback: in Docker when an engine answers, else from the jars when Java is found,
 * else (if allowed) kfake built by Go. The broker answers when this resolves. Throws MissingPart when none of them is
 * available.
 */
export async function startKafka(options: KafkaOptions): Promise<RunningPart & { brokers: string }> {
  const port = await freePort(options.port);
  const brokers = `127.0.0.1:${port}`;
  const recipe = await chooseRecipe(options, port, brokers);
  const part = await runPart({
    ...recipe,
    name: 'Kafka',
    logFile: options.logFile,
    async start() {
      await untilFree(port);
      const child = await recipe.start();
      try {
        await untilReady(child, startLimitMs, () => answers(brokers));
        return child;
      } catch (error) {
        await recipe.container?.kill9().catch(() => undefined);
        await child.kill9();
        throw error;
      }
    },
  });
  return Object.assign(part, { brokers });
}

type Recipe = Pick<PartRecipe, 'container'> & { start(): Promise<Child> };

async function chooseRecipe(options: KafkaOptions, port: number, brokers: string): Promise<Recipe> {
  const tried: string[] = [];
  const docker = await dockerPath();
  if (docker) return dockerRecipe(options, docker, port, brokers);
  tried.push('no Docker engine answers');
  const java = await javaPath();
  if (java) {
    try {
      return await jarRecipe(options, java, port, brokers);
    } catch (error) {
      tried.push(error instanceof Error ? error.message : String(error));
    }
  } else tried.push('no Java 17 or newer');
  if (options.allowKfake) {
    const go = onPath('go');
    if (go) {
      try {
        const kfake = await kfakePath(go, options.log);
        options.log('Kafka: using kfake, a small stand-in with the real protocol, good for demonstrations only');
        mkdirSync(join(options.dataDir, 'kfake'), { recursive: true });
        return {
          start: () =>
            startChild({
              name: 'kafka',
              command: kfake,
              args: [String(port), join(options.dataDir, 'kfake')],
              logFile: options.logFile,
            }),
        };
      } catch (error) {
        tried.push(error instanceof Error ? error.message : String(error));
      }
    } else tried.push('no Go');
  }
  throw new MissingPart(
    'Kafka',
    [
      'set KAFKA_BROKERS to a running one',
      'start a Docker engine',
      'install Java 17 or newer and Maven',
      ...(options.allowKfake ? ['install Go (enough for a demonstration)'] : []),
    ],
    tried,
  );
}

/** One broker that is its own controller; internal topics therefore have one replica. */
const singleBroker: Readonly<Record<string, string>> = {
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

async function jarRecipe(options: KafkaOptions, java: string, port: number, brokers: string): Promise<Recipe> {
  const jars = await jarsOf(
    { group: 'org.apache.kafka', artefact: 'kafka_2.13', version: kafkaVersion },
    `kafka-${kafkaVersion}`,
    options.log,
  );
  const data = join(options.dataDir, 'log');
  const settings = join(options.dataDir, 'server.properties');
  const logging = join(options.dataDir, 'log4j2.properties');
  return {
    async start() {
      const controller = `127.0.0.1:${await freePort()}`;
      mkdirSync(data, { recursive: true });
      writeFileSync(
        settings,
        propertiesOf({
          ...singleBroker,
          listeners: `PLAINTEXT://${brokers},CONTROLLER://${controller}`,
          'advertised.listeners': `PLAINTEXT://127.0.0.1:${port}`,
          'controller.quorum.voters': `1@${controller}`,
          'log.dirs': data,
        }),
      );
      writeFileSync(
        logging,
        propertiesOf({
          'appender.out.type': 'Console',
          'appender.out.name': 'out',
          'appender.out.layout.type': 'PatternLayout',
          'appender.out.layout.pattern': '%d %p %c{1} %m%n',
          'rootLogger.level': 'WARN',
          'rootLogger.appenderRef.out.ref': 'out',
        }),
      );
      if (!existsSync(join(data, 'meta.properties'))) {
        // the tool would read a leading `-` as an option
        const cluster = `P${randomBytes(16).toString('base64url').slice(1)}`;
        await runLong({
          what: 'Preparing the Kafka data folder',
          command: java,
          limitMs: startLimitMs,
          log: () => undefined,
          args: [
            `-Dlog4j2.configurationFile=${logging}`,
            '-cp',
            jars,
            'kafka.tools.StorageTool',
            'format',
            '-t',
            cluster,
            '-c',
            settings,
          ],
        });
      }
      return startChild({
        name: 'kafka',
        command: java,
        logFile: options.logFile,
        // A small heap and the collector with the smallest footprint: the broker shares a laptop with everything else.
        args: [
          '-Xmx512m',
          '-XX:+UseSerialGC',
          '-XX:+ExitOnOutOfMemoryError',
          '-Djava.awt.headless=true',
          `-Dlog4j2.configurationFile=${logging}`,
          '-cp',
          jars,
          'kafka.Kafka',
          settings,
        ],
      });
    },
  };
}

function dockerRecipe(options: KafkaOptions, docker: string, port: number, brokers: string): Recipe {
  const settings = {
    ...singleBroker,
    listeners: 'PLAINTEXT://:9092,CONTROLLER://:9093',
    'advertised.listeners': `PLAINTEXT://${brokers}`,
    'controller.quorum.voters': '1@localhost:9093',
    'log.dirs': '/var/lib/kafka/data',
  };
  // The image reads its settings from KAFKA_* variables, with underscores for dots.
  const env = Object.fromEntries(
    Object.entries(settings).map(([name, value]) => [`KAFKA_${name.toUpperCase().replaceAll('.', '_')}`, value]),
  );
  return containerRecipe({
    docker,
    name: 'kafka',
    image: `apache/kafka:${kafkaVersion}`,
    dataDir: options.dataDir,
    dataMount: '/var/lib/kafka/data',
    ports: [{ host: port, container: 9092 }],
    env: { ...env, KAFKA_HEAP_OPTS: '-Xmx512m' },
    logFile: options.logFile,
    log: options.log,
  });
}

function propertiesOf(settings: Readonly<Record<string, string>>): string {
  return Object.entries(settings)
    .map(([name, value]) => `${name}=${value}\n`)
    .join('');
}

/**
 * Throws until the broker and its group coordinator answer: the first request to a fresh broker creates the offsets
 * topic.
 */
async function answers(brokers: string): Promise<void> {
  const kafka = new Kafka({
    clientId: 'puntual-start',
    brokers: [brokers],
    logLevel: logLevel.NOTHING,
    connectionTimeout: 2000,
    requestTimeout: 5000,
    retry: { retries: 0 },
  });
  const admin = kafka.admin();
  try {
    await admin.connect();
    await admin.listTopics();
    await admin.fetchOffsets({ groupId: 'puntual-start' }).catch((error: unknown) => {
      // kfake does not know a group that nobody has joined; its coordinator has answered all the same
      if (!(error instanceof Error && 'type' in error && error.type === 'GROUP_ID_NOT_FOUND')) throw error;
    });
  } finally {
    await admin.disconnect().catch(() => undefined);
  }
}
