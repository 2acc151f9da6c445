import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Log } from './cache-folder.ts';
import { cachedArtefact } from './cached-artefact.ts';
import { javaPath, jarsOf } from './java.ts';
import { MissingPart } from './running-part.ts';
import { sdkDownload } from './sdk-download.ts';

const serverVersion = '1.32.0';

/**
 * The path of Temporal's time-skipping test server, for `startTimeSkipping`: the Java one behind a two-line
 * script, else the SDK's own download. Throws MissingPart.
 */
export async function timeSkippingServerPath(log: Log = () => undefined): Promise<string> {
  const tried: string[] = [];
  const java = await javaPath();
  if (java) {
    try {
      const jars = await jarsOf({ group: 'io.temporal', artefact: 'temporal-test-server', version: serverVersion }, `temporal-test-server-${serverVersion}`, log);
      // Another Java means another script: the folder is named for both.
      const folder = await cachedArtefact(`time-skipping-${serverVersion}-${Buffer.from(java).toString('hex').slice(-24)}`, log, (staging) => {
        const quoted = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`;
        writeFileSync(join(staging, 'server'), `#!/bin/sh\nexec ${quoted(java)} -Xmx256m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -cp ${quoted(jars)} io.temporal.testserver.TestServer "$1"\n`, { mode: 0o755 });
        return Promise.resolve();
      });
      return join(folder, 'server');
    } catch (error) {
      tried.push(error instanceof Error ? error.message : String(error));
    }
  } else tried.push('no Java 17 or newer');
  const download = await sdkDownload('time-skipping', log);
  if (download) return download;
  tried.push("the SDK's download cannot be reached");
  throw new MissingPart("Temporal's time-skipping test server", ['install Java 17 or newer and Maven', 'allow the download that the Temporal SDK makes'], tried);
}
