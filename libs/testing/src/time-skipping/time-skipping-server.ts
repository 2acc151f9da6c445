import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { Log } from '@puntual/sandbox/infra/cache-folder';
import { cachedArtefact } from '@puntual/sandbox/infra/cached-artefact';
import { startChild } from '@puntual/sandbox/infra/child-process';
import { answersAt, freePort } from '@puntual/sandbox/infra/free-port';
import { javaPath, jarsOf } from '@puntual/sandbox/infra/java';
import { MissingPart } from '@puntual/sandbox/infra/running-part';
import { sdkDownload } from '@puntual/sandbox/infra/sdk-download';

const serverVersion = '1.32.0';
const javaOptions = ['-Xmx256m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1'] as const;

/**
 * The path of Temporal's time-skipping test server, for `startTimeSkipping`: the Java one behind a two-line
 * script, else the SDK's own download. Throws MissingPart.
 */
export async function timeSkippingServerPath(log: Log = () => undefined): Promise<string> {
  const tried: string[] = [];
  const java = await javaPath();
  if (java) {
    try {
      const jars = await jarsOf(
        { group: 'io.temporal', artefact: 'temporal-test-server', version: serverVersion },
        `temporal-test-server-${serverVersion}`,
        log,
      );
      // The script names the Java program, so the folder's name depends on it.
      const folder = await cachedArtefact(
        `time-skipping-${serverVersion}-classes-${Buffer.from(java).toString('hex').slice(-24)}`,
        log,
        async (staging) => {
          const quoted = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`;
          await keepClasses(java, jars, staging);
          writeFileSync(
            join(staging, 'server'),
            `#!/bin/sh\nexec ${quoted(java)} ${javaOptions.join(' ')} ` +
              `-XX:SharedArchiveFile="$(dirname "$0")/${classesFile}" ` +
              `-cp ${quoted(jars)} io.temporal.testserver.TestServer "$1"\n`,
            { mode: 0o755 },
          );
        },
      );
      return join(folder, 'server');
    } catch (error) {
      tried.push(error instanceof Error ? error.message : String(error));
    }
  } else tried.push('no Java 17 or newer');
  const download = await sdkDownload('time-skipping', log);
  if (download) return download;
  tried.push("the SDK's download cannot be reached");
  throw new MissingPart(
    "Temporal's time-skipping test server",
    ['install Java 17 or newer and Maven', 'allow the download that the Temporal SDK makes'],
    tried,
  );
}

const classesFile = 'classes.jsa';

/**
 * Lets Java store the classes that the server loads at its start in one file. Every test starts a server, and with the
 * file a start takes two fifths of the processor time. Java ignores a missing file, or one of another Java.
 */
async function keepClasses(java: string, jars: string, folder: string): Promise<void> {
  const port = await freePort();
  const logFile = join(folder, 'classes.log');
  const server = await startChild({
    name: 'time-skipping-server',
    command: java,
    args: [
      ...javaOptions,
      `-XX:ArchiveClassesAtExit=${join(folder, classesFile)}`,
      '-cp',
      jars,
      'io.temporal.testserver.TestServer',
      String(port),
    ],
    logFile,
  });
  while (server.alive() && !(await answersAt({ host: '127.0.0.1', port }))) await wait(100);
  await server.stop('SIGTERM', 60_000);
  rmSync(logFile);
}
