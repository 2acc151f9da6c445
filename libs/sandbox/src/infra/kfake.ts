import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Log } from './cache-folder.ts';
import { cachedArtefact } from './cached-artefact.ts';
import { runLong } from './executable.ts';
import { goEnvironment } from './go-environment.ts';

const buildLimitMs = 600_000;
const franzVersion = 'v1.22.2'; // the dependencies that `@latest` of kfake resolves by itself do not compile

const main = `package main

import (
	"fmt"
	"os"
	"os/signal"
	"strconv"
	"syscall"

	"github.com/twmb/franz-go/pkg/kfake"
)

func main() {
	port, err := strconv.Atoi(os.Args[1])
	if err != nil {
		panic(err)
	}
	cluster, err := kfake.NewCluster(kfake.NumBrokers(1), kfake.Ports(port), kfake.DataDir(os.Args[2]))
	if err != nil {
		panic(err)
	}
	fmt.Println("ready", cluster.ListenAddrs())
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, syscall.SIGTERM, syscall.SIGINT)
	<-signals
	cluster.Close()
}
`;

/** The kfake broker (arguments: port, data folder), built once by Go into the cache. Throws when Go cannot build it. */
export async function kfakePath(go: string, log: Log): Promise<string> {
  const folder = await cachedArtefact(`kfake-${franzVersion}`, log, async (staging) => {
    const source = join(staging, 'source');
    mkdirSync(source);
    writeFileSync(join(source, 'main.go'), main);
    const env = goEnvironment();
    const step = (what: string, ...args: string[]) =>
      runLong({ what, command: go, args, cwd: source, env, limitMs: buildLimitMs, log });
    await step('Preparing kfake', 'mod', 'init', 'puntual/kfake');
    await step(
      'Fetching kfake (once)',
      'get',
      `github.com/twmb/franz-go@${franzVersion}`,
      'github.com/twmb/franz-go/pkg/kmsg@latest',
      'github.com/twmb/franz-go/pkg/kfake@latest',
    );
    await step('Building kfake (once)', 'build', '-o', join(staging, 'kfake'), '.');
  });
  return join(folder, 'kfake');
}
