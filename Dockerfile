# One image for every part of Puntual; the command selects the part:
#   api      node --enable-source-maps apps/api/dist/main.js       (the default)
#   ingest   node --enable-source-maps apps/ingest/dist/main.js
#   worker   node --enable-source-maps apps/worker/dist/main.js
#   migrate  node tools/prisma.mjs migrate deploy                  (needs DATABASE_URL of the owner)
#   prepare  node --conditions=@puntual/source --no-warnings apps/dev/src/prepare.ts
#            (migrate, then roles and organization)
# Debian, not Alpine: Temporal's SDK is a glibc library.
ARG NODE_IMAGE=node:24-bookworm-slim

FROM ${NODE_IMAGE} AS build
WORKDIR /app
ENV CI=true NX_DAEMON=false CHECKPOINT_DISABLE=1
# Manifests first: the layer of installed dependencies is rebuilt only when the lock file changes.
COPY package.json package-lock.json .npmrc ./
COPY apps/api/package.json apps/api/
COPY apps/dev/package.json apps/dev/
COPY apps/e2e/package.json apps/e2e/
COPY apps/ingest/package.json apps/ingest/
COPY apps/web/package.json apps/web/
COPY apps/worker/package.json apps/worker/
COPY libs/casework/package.json libs/casework/
COPY libs/contracts/package.json libs/contracts/
COPY libs/db/package.json libs/db/
COPY libs/domain/package.json libs/domain/
COPY libs/notices/package.json libs/notices/
COPY libs/platform/package.json libs/platform/
COPY libs/sandbox/package.json libs/sandbox/
COPY libs/testing/package.json libs/testing/
COPY libs/workflows/package.json libs/workflows/
# No install scripts: the only two fetch a Node binary and a Postgres server for development machines. The `node`
# package is removed, so that every command here runs on the image's own Node.
RUN --mount=type=cache,target=/root/.npm \
    npm ci --ignore-scripts --no-audit --no-fund && rm -rf node_modules/node node_modules/.bin/node
COPY . .
RUN node tools/prisma.mjs generate && \
    node node_modules/nx/dist/bin/nx.js run-many -t build -p @puntual/api @puntual/ingest @puntual/worker @puntual/web --outputStyle=static --skip-nx-cache
# Removes what the services do not need: compilers, tests, test tools, and browser libraries (the web UI is already
# built). Prisma's CLI is a development dependency of libs/db, but it runs the migrations, so it stays. Of Temporal's
# native library only the build for this platform stays.
RUN node -e ' \
      const fs = require("node:fs"); \
      const edit = (file, change) => { const json = JSON.parse(fs.readFileSync(file, "utf8")); change(json); fs.writeFileSync(file, JSON.stringify(json, null, 2)); }; \
      edit("libs/db/package.json", (json) => { json.devDependencies = {}; }); \
      for (const part of ["apps", "libs"]) for (const name of fs.readdirSync(part)) edit(part + "/" + name + "/package.json", (json) => { \
        for (const of of ["dependencies", "devDependencies"]) delete json[of]?.["@puntual/testing"]; }); \
      const libs = fs.readdirSync("libs").filter((name) => name !== "testing").map((name) => "libs/" + name); \
      edit("package.json", (json) => { json.workspaces = ["apps/api", "apps/ingest", "apps/worker", "apps/dev", ...libs]; });' && \
    npm prune --omit=dev --omit=optional --ignore-scripts --no-audit --no-fund && \
    find node_modules/@temporalio/core-bridge/releases -mindepth 1 -maxdepth 1 ! -name "$(uname -m)-unknown-linux-gnu" -exec rm -rf {} + && \
    rm -rf .nx .cache node_modules/.cache apps/e2e apps/web/node_modules apps/web/src apps/web/test libs/testing apps/*/src/testing && \
    find apps libs -name node_modules -prune -o \( -name '*.test.ts' -o -name '*.test.tsx' \) -exec rm -f {} +

FROM ${NODE_IMAGE} AS runtime
# Temporal's native library reads the system's certificate authorities, which the slim image lacks.
RUN apt-get update && apt-get install -y --no-install-recommends ca-certificates && rm -rf /var/lib/apt/lists/*
WORKDIR /app
# No process writes below /app, so the root file system may be read-only. The home is /tmp, for tools that need one.
ENV NODE_ENV=production HOST=0.0.0.0 HOME=/tmp CHECKPOINT_DISABLE=1
COPY --from=build /app /app
USER 1000:1000
# Ports: api 8080, ingest 8081, worker 8082. Each serves /healthz (the process runs), /readyz (it can work) and
# /metrics (Prometheus).
EXPOSE 8080 8081 8082
CMD ["node", "--enable-source-maps", "apps/api/dist/main.js"]
