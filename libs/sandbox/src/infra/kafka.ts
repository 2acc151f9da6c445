import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Kafka, logLevel } from 'kafkajs';
import type { Log } from './cache-folder.ts';
import { startChild, untilReady } from './child-process.ts';
import { containerRecipe, dockerPath } from './docker.ts';
import { onPath } from './executable.ts';
import { freePort, untilFree } from './free-port.ts';
import { javaPath } from './java.ts';
import { type KafkaBroker, type KafkaRecipe, kafkaVersion, singleBroker } from './kafka-broker.ts';
import { jarRecipe } from './kafka-jars.ts';
import { kfakePath } from './kfake.ts';
import { MissingPart, type RunningPart, runPart } from './running-part.ts';

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
  const { dataDir, logFile, log, allowKfake = false } = options;
  const recipe = await chooseRecipe({ port, brokers, dataDir, logFile, log }, allowKfake);
  const part = await runPart({
    ...recipe,
    name: 'Kafka',
    logFile,
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

/** The best way to run a broker that this computer offers. Throws MissingPart with the reasons against each way. */
async function chooseRecipe(broker: KafkaBroker, allowKfake: boolean): Promise<KafkaRecipe> {
  const docker = await dockerPath();
  if (docker) return dockerRecipe(broker, docker);
  const tried = ['no Docker engine answers'];
  const java = await javaPath();
  const go = allowKfake ? onPath('go') : undefined;
  try {
    if (java) return await jarRecipe(broker, java);
    tried.push('no Java 17 or newer');
  } catch (error) {
    tried.push(messageOf(error));
  }
  try {
    if (go) return await kfakeRecipe(broker, go);
    if (allowKfake) tried.push('no Go');
  } catch (error) {
    tried.push(messageOf(error));
  }
  throw new MissingPart(
    'Kafka',
    [
      'set KAFKA_BROKERS to a running one',
      'start a Docker engine',
      'install Java 17 or newer and Maven',
      ...(allowKfake ? ['install Go (enough for a demonstration)'] : []),
    ],
    tried,
  );
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

async function kfakeRecipe({ port, dataDir, logFile, log }: KafkaBroker, go: string): Promise<KafkaRecipe> {
  const kfake = await kfakePath(go, log);
  log('Kafka: using kfake, a small stand-in with the real protocol, good for demonstrations only');
  const folder = join(dataDir, 'kfake');
  mkdirSync(folder, { recursive: true });
  return { start: () => startChild({ name: 'kafka', command: kfake, args: [String(port), folder], logFile }) };
}

function dockerRecipe({ port, brokers, dataDir, logFile, log }: KafkaBroker, docker: string): KafkaRecipe {
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
    dataDir,
    dataMount: '/var/lib/kafka/data',
    ports: [{ host: port, container: 9092 }],
    env: { ...env, KAFKA_HEAP_OPTS: '-Xmx512m' },
    logFile,
    log,
  });
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
      // kfake does not know a group without members, but this error comes from its coordinator, so the coordinator
      // answers
      if (!(error instanceof Error && 'type' in error && error.type === 'GROUP_ID_NOT_FOUND')) throw error;
    });
  } finally {
    await admin.disconnect().catch(() => undefined);
  }
}
