#!/usr/bin/env node
// Runs the ordinary Prisma CLI on the root schema and config. Unless another schema engine is configured, it uses the
// script beside this file (the same protocol over WebAssembly), so no engine binary is downloaded.
// Use: node tools/prisma.mjs migrate dev --name <what-changes>
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const lockedNode = join(root, 'node_modules/node/bin/node');
const cli = join(root, 'node_modules/prisma/build/index.js');
if (!existsSync(cli)) {
  console.error('Prisma is not installed: run `npm ci` first.');
  process.exit(1);
}

const child = spawn(existsSync(lockedNode) ? lockedNode : process.execPath, [cli, ...process.argv.slice(2)], {
  cwd: root, // prisma.config.ts and prisma/schema.prisma are found from here
  stdio: 'inherit',
  env: {
    ...process.env,
    // the engine script starts with `env node`
    PATH: [join(root, 'node_modules/.bin'), process.env.PATH ?? ''].join(delimiter),
    PRISMA_SCHEMA_ENGINE_BINARY: process.env.PRISMA_SCHEMA_ENGINE_BINARY || join(root, 'tools/schema-engine.mjs'),
    CHECKPOINT_DISABLE: '1',
    PRISMA_HIDE_UPDATE_MESSAGE: '1',
  },
});
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
child.on('error', (error) => {
  console.error(`Prisma could not be started: ${error.message}`);
  process.exit(1);
});
child.on('exit', (code, signal) => process.exit(signal ? 1 : (code ?? 1)));
