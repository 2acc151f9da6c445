import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Log } from './cache-folder.ts';
import { cachedArtefact } from './cached-artefact.ts';
import { isExecutable, onPath, outputOf, runLong } from './executable.ts';

const leastJava = 17;
const mavenLimitMs = 600_000;

/** The path of a `java` of version 17 or newer: JAVA_HOME's, else the one on PATH. Undefined when there is none. */
export async function javaPath(): Promise<string | undefined> {
  const home = process.env['JAVA_HOME'];
  for (const java of [home ? join(home, 'bin', 'java') : undefined, onPath('java')]) {
    if (!java || !isExecutable(java)) continue;
    const version = /version "(\d+)/.exec((await outputOf(java, ['-version'])) ?? '')?.[1];
    if (version !== undefined && Number(version) >= leastJava) return java;
  }
  return undefined;
}

/**
 * The class path of a Maven artefact with its runtime dependencies, downloaded once into the cache folder `name`. Maven
 * verifies the checksums. Throws when Maven is missing or fails.
 */
export async function jarsOf(
  coordinates: { group: string; artefact: string; version: string },
  name: string,
  log: Log,
): Promise<string> {
  const folder = await cachedArtefact(name, log, async (staging) => {
    const maven = onPath('mvn', 'mvnd');
    if (!maven) throw new Error('Maven (mvn) is not on PATH');
    const pom = join(staging, 'pom.xml');
    const lib = join(staging, 'lib');
    mkdirSync(lib);
    writeFileSync(
      pom,
      `<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion>
<groupId>puntual</groupId><artifactId>jars</artifactId><version>1</version>
<dependencies><dependency>
  <groupId>${coordinates.group}</groupId>
  <artifactId>${coordinates.artefact}</artifactId>
  <version>${coordinates.version}</version>
</dependency></dependencies>
</project>
`,
    );
    await runLong({
      what: `Fetching ${coordinates.artefact} ${coordinates.version} through Maven (once)`,
      command: maven,
      cwd: staging,
      limitMs: mavenLimitMs,
      log,
      args: [
        '-B',
        '-q',
        '-f',
        pom,
        'dependency:copy-dependencies',
        `-DoutputDirectory=${lib}`,
        '-DincludeScope=runtime',
      ],
    });
    if (!readdirSync(lib).some((jar) => jar === `${coordinates.artefact}-${coordinates.version}.jar`))
      throw new Error(`Maven did not bring ${coordinates.artefact}-${coordinates.version}.jar`);
  });
  return join(folder, 'lib', '*');
}
