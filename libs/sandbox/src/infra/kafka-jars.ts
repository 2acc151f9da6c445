import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startChild } from './child-process.ts';
import { runLong } from './executable.ts';
import { freePort } from './free-port.ts';
import { jarsOf } from './java.ts';
import { type KafkaBroker, type KafkaRecipe, kafkaVersion, singleBroker } from './kafka-broker.ts';

const formatLimitMs = 120_000;

type BrokerFiles = { data: string; settings: string; logging: string };

/** How to run the broker from Kafka's jars, which are fetched first. Throws when they cannot be fetched. */
export async function jarRecipe(broker: KafkaBroker, java: string): Promise<KafkaRecipe> {
  const jars = await jarsOf(
    { group: 'org.apache.kafka', artefact: 'kafka_2.13', version: kafkaVersion },
    `kafka-${kafkaVersion}`,
    broker.log,
  );
  const files = {
    data: join(broker.dataDir, 'log'),
    settings: join(broker.dataDir, 'server.properties'),
    logging: join(broker.dataDir, 'log4j2.properties'),
  };
  return {
    async start() {
      mkdirSync(files.data, { recursive: true });
      await writeSettings(broker, files);
      if (!existsSync(join(files.data, 'meta.properties'))) await formatDataFolder(java, jars, files);
      return startChild({
        name: 'kafka',
        command: java,
        logFile: broker.logFile,
        // A small heap and the collector with the smallest footprint: the broker shares a laptop with everything else.
        args: [
          '-Xmx512m',
          '-XX:+UseSerialGC',
          '-XX:+ExitOnOutOfMemoryError',
          '-Djava.awt.headless=true',
          `-Dlog4j2.configurationFile=${files.logging}`,
          '-cp',
          jars,
          'kafka.Kafka',
          files.settings,
        ],
      });
    },
  };
}

async function writeSettings({ port, brokers }: KafkaBroker, files: BrokerFiles): Promise<void> {
  const controller = `127.0.0.1:${await freePort()}`;
  writeFileSync(
    files.settings,
    propertiesOf({
      ...singleBroker,
      listeners: `PLAINTEXT://${brokers},CONTROLLER://${controller}`,
      'advertised.listeners': `PLAINTEXT://127.0.0.1:${port}`,
      'controller.quorum.voters': `1@${controller}`,
      'log.dirs': files.data,
    }),
  );
  writeFileSync(
    files.logging,
    propertiesOf({
      'appender.out.type': 'Console',
      'appender.out.name': 'out',
      'appender.out.layout.type': 'PatternLayout',
      'appender.out.layout.pattern': '%d %p %c{1} %m%n',
      'rootLogger.level': 'WARN',
      'rootLogger.appenderRef.out.ref': 'out',
    }),
  );
}

/** Gives the empty data folder its cluster id; the broker refuses to start without one. */
async function formatDataFolder(java: string, jars: string, files: BrokerFiles): Promise<void> {
  // the tool would read a leading `-` as an option
  const cluster = `P${randomBytes(16).toString('base64url').slice(1)}`;
  await runLong({
    what: 'Preparing the Kafka data folder',
    command: java,
    limitMs: formatLimitMs,
    log: () => undefined,
    args: [
      `-Dlog4j2.configurationFile=${files.logging}`,
      '-cp',
      jars,
      'kafka.tools.StorageTool',
      'format',
      '-t',
      cluster,
      '-c',
      files.settings,
    ],
  });
}

function propertiesOf(settings: Readonly<Record<string, string>>): string {
  return Object.entries(settings)
    .map(([name, value]) => `${name}=${value}\n`)
    .join('');
}
