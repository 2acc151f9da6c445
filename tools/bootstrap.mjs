// Makes a fresh clone runnable: installs the locked dependencies, then generates the database client. Runs before
// `npm start` and `npm test` on the host's Node, so it imports only Node's own modules. Takes milliseconds when nothing
// is missing.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { accessSync, constants, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { clearInterval, setInterval } from 'node:timers';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const at = (path) => join(root, path);
const lockedNode = at('node_modules/node/bin/node');
const installStamp = at('node_modules/.puntual-lock');
const clientStamp = at('node_modules/.puntual-client');
const tailLines = 40;

const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 3)) {
  console.error(
    `Puntual needs Node 20.3 or newer to install itself (this is ${process.versions.node}); ` +
      'it then brings its own Node 24.',
  );
  process.exit(1);
}

const lockHash = hashOf(['package-lock.json']);
if (!isInstalled()) {
  await run('Installing the locked dependencies (npm ci; a minute or two, once)', ...npmCi());
  writeFileSync(installStamp, lockHash);
}
const clientHash = hashOf(['prisma/schema.prisma', 'prisma.config.ts', 'package-lock.json']);
if (
  existsSync(at('prisma/schema.prisma')) &&
  (!existsSync(at('libs/db/src/generated')) || read(clientStamp) !== clientHash)
) {
  await run('Generating the database client', lockedNode, [at('tools/prisma.mjs'), 'generate'], process.env);
  writeFileSync(clientStamp, clientHash);
}

function read(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

function hashOf(paths) {
  const hash = createHash('sha256');
  for (const path of paths) hash.update(`${path}\0${read(at(path)) ?? ''}\0`);
  return hash.digest('hex');
}

/** Whether node_modules matches package-lock.json: by our stamp, else by npm's own record of what it installed. */
function isInstalled() {
  if (!existsSync(lockedNode)) return false;
  if (read(installStamp) === lockHash) return true;
  const installed = read(at('node_modules/.package-lock.json'));
  if (installed === undefined) return false;
  const have = JSON.parse(installed).packages;
  const want = JSON.parse(readFileSync(at('package-lock.json'), 'utf8')).packages;
  delete want[''];
  // npm records a workspace twice: as a folder, and as the link to it in node_modules.
  const fits = Object.entries(want).every(([path, locked]) => {
    const found = have[path];
    if (!found) return [locked.optional, locked.devOptional, locked.peer, locked.extraneous].includes(true);
    return locked.link ? found.link === true : found.version === locked.version && found.integrity === locked.integrity;
  });
  if (fits) writeFileSync(installStamp, lockHash);
  return fits;
}

/** The npm that runs this script, on the host's own Node: the Node in node_modules is about to be replaced. */
function npmCi() {
  const args = ['ci', '--no-audit', '--no-fund', '--no-progress', '--loglevel=error'];
  const env = { ...process.env };
  // npm stores its cache and its logs below the home folder; without a usable one it fails or writes into the checkout.
  if (!process.env.HOME || !canWrite(homedir())) {
    const home = [userInfo().homedir, join(tmpdir(), `puntual-home-${userInfo().uid}`)].find(canWrite);
    if (home) env.HOME = home;
    env.npm_config_cache = join(home ?? tmpdir(), '.npm');
  }
  const npm = process.env.npm_execpath;
  const node = process.env.npm_node_execpath;
  return npm && node && npm.endsWith('npm-cli.js') && existsSync(npm)
    ? [node, [npm, ...args], env]
    : ['npm', args, env];
}

function canWrite(folder) {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    accessSync(folder, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

/** Runs a command behind one progress line; when it fails, shows the end of what it printed and ends this process. */
async function run(what, command, args, env) {
  const began = Date.now();
  const seconds = () => Math.round((Date.now() - began) / 1000);
  const live = process.stdout.isTTY === true;
  process.stdout.write(live ? `${what} ...` : `${what} ...\n`);
  const ticker = live ? setInterval(() => process.stdout.write(`\r${what} ... ${seconds()} s`), 1000) : undefined;
  let tail = [];
  const keep = (chunk) => {
    tail = [...tail, ...String(chunk).split(/\r?\n/)].filter((line) => line.trim() !== '').slice(-tailLines);
  };
  const code = await new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd: root,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
      shell: process.platform === 'win32' && command === 'npm',
    });
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.on('error', (error) => {
      keep(error.message);
      resolve(1);
    });
    child.on('close', (exit) => resolve(exit ?? 1));
  });
  if (ticker) clearInterval(ticker);
  if (live) process.stdout.write(`\r${what} ... ${code === 0 ? 'done' : 'failed'} after ${seconds()} s\n`);
  if (code !== 0) {
    console.error(`${tail.join('\n')}\n${what.split(' (')[0]} failed (see above); mend that and start again.`);
    process.exit(1);
  }
}
