// Checks that everything the deployment files name exists: settings of libs/platform, services and volumes of the
// compose file, sources of the commands, manifests in the Dockerfile, ports of the probes. The arguments are files with
// rendered charts; missing files are skipped.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const read = (path) => readFileSync(join(root, path), 'utf8');
const problems = [];
const expect = (fine, words) => {
  if (!fine) problems.push(words);
};

const settings = new Set(
  [...read('libs/platform/src/settings-schema.ts').matchAll(/^ {2}([A-Z][A-Z0-9_]+):/gm)].map((match) => match[1]),
);
expect(settings.size > 20, 'libs/platform/src/settings-schema.ts: the settings were not found');
for (const name of settings)
  expect(
    read('docs/operations.md').includes(`\`${name}\``),
    `docs/operations.md: the setting ${name} is not explained`,
  );
const notOurs = new Set(['HOME', 'NODE_OPTIONS', 'PUNTUAL_ORG_NAME', 'MAKE_DATABASE_LOGINS']);
const checkSettings = (where, names) => {
  for (const name of names) expect(settings.has(name) || notOurs.has(name), `${where}: ${name} is no setting`);
};

/** The source file of what a command runs, whether the command names the built file or the source itself. */
function checkCommand(where, command) {
  const entry = (command ?? []).find((word) => /\.(js|ts|mjs)$/.test(word));
  if (!entry) return;
  expect(
    existsSync(join(root, entry.replace('/dist/', '/src/').replace(/\.js$/, '.ts'))),
    `${where}: ${entry} has no source`,
  );
}

for (const folder of ['apps', 'libs']) {
  for (const name of readdirSync(join(root, folder))) {
    if (!existsSync(join(root, folder, name, 'package.json'))) continue;
    expect(
      read('Dockerfile').includes(`COPY ${folder}/${name}/package.json ${folder}/${name}/`),
      `Dockerfile: it does not copy ${folder}/${name}/package.json, so that npm ci fails`,
    );
  }
}

// A dependency of other packages and not of this one: used only when it is installed.
const yaml = (() => {
  try {
    return createRequire(import.meta.url)('yaml');
  } catch {
    return null;
  }
})();
if (yaml) {
  checkCompose(yaml.parse(read('docker-compose.yml'), { merge: true }));
  for (const file of process.argv.slice(2).filter(existsSync))
    checkChart(
      yaml
        .parseAllDocuments(readFileSync(file, 'utf8'))
        .map((document) => document.toJSON())
        .filter(Boolean),
      file,
    );
}

function checkCompose({ services, volumes }) {
  for (const [name, service] of Object.entries(services)) {
    const where = `docker-compose.yml, ${name}`;
    for (const other of Object.keys(service.depends_on ?? {})) {
      expect(other in services, `${where}: depends on ${other}, which is not there`);
      if (service.depends_on[other].condition === 'service_healthy')
        expect(services[other]?.healthcheck, `${where}: waits for the health of ${other}, which has no check`);
    }
    for (const mount of service.volumes ?? [])
      expect(mount.startsWith('.') || mount.split(':')[0] in volumes, `${where}: the volume of ${mount} is not there`);
    if (['api', 'ingest', 'worker', 'prepare'].includes(name)) checkSettings(where, Object.keys(service.environment));
    if (service.build) checkCommand(where, service.command);
    for (const value of Object.values(service.environment ?? {})) {
      const host = /^(?:[a-z]+:\/\/)?(?:[^@/]*@)?([a-z-]+):\d+/.exec(String(value))?.[1];
      if (host && host !== 'localhost') expect(host in services, `${where}: ${host} is no service`);
    }
  }
}

function checkChart(objects, file) {
  const ports = { api: 8080, ingest: 8081, worker: 8082 };
  const config = objects.find((object) => object.kind === 'ConfigMap');
  checkSettings(file, Object.keys(config.data));
  for (const object of objects.filter(({ kind }) => kind === 'Secret'))
    checkSettings(file, Object.keys(object.stringData));
  const accounts = new Set(
    objects.filter(({ kind }) => kind === 'ServiceAccount').map(({ metadata }) => metadata.name),
  );
  for (const { metadata, spec, kind } of objects.filter(
    (object) => object.kind === 'Deployment' || object.kind === 'Job',
  )) {
    const [container] = spec.template.spec.containers;
    checkCommand(metadata.name, container.command);
    checkSettings(
      metadata.name,
      (container.env ?? []).map((variable) => variable.name),
    );
    expect(
      container.securityContext.readOnlyRootFilesystem && spec.template.spec.securityContext.runAsNonRoot,
      `${metadata.name}: must run without root and with a read-only root file system`,
    );
    if (kind === 'Job') continue;
    expect(
      container.ports[0].containerPort === ports[container.name],
      `${metadata.name}: its port is not the service's`,
    );
    const account = spec.template.spec.serviceAccountName;
    expect(account === 'default' || accounts.has(account), `${metadata.name}: there is no service account ${account}`);
    expect(
      spec.template.spec.terminationGracePeriodSeconds >= 30,
      `${metadata.name}: the process may take 25 s to stop`,
    );
  }
}

if (problems.length > 0) {
  console.error(problems.join('\n'));
  process.exit(1);
}
const checked = yaml
  ? ['Dockerfile', 'compose file', ...(process.argv.slice(2).some(existsSync) ? ['chart'] : [])]
  : ['Dockerfile'];
console.log(
  `${checked.join(', ')}: every name used is there${yaml ? '' : '; compose file: not checked, no YAML parser'}`,
);
