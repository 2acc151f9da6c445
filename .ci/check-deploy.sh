#!/usr/bin/env bash
# Checks the deployment files: the chart (lint, renderings that must succeed, renderings that must fail) and the
# compose file. Changes nothing in the checkout. Helm comes from PATH; otherwise Go builds a pinned version into the
# user's cache folder. Without both, the chart is not checked and a line says so. Runs from any folder; exits with 0
# when no check failed.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

helm_version=3.19.0
build_limit_seconds=900
chart=helm/puntual
node=node_modules/node/bin/node
[ -x "$node" ] || node=node

rendered="$(mktemp -d)"
trap 'rm -rf "$rendered"' EXIT

# The user's cache folder, by the rule of libs/sandbox/src/infra/cache-folder.ts.
cache_folder() {
  local home base
  home="$(getent passwd "$(id -u)" 2>/dev/null | cut -d: -f6 || true)"
  for base in "${XDG_CACHE_HOME:-}" "${HOME:+$HOME/.cache}" "${home:+$home/.cache}" "${TMPDIR:-/tmp}/puntual-cache-$(id -u)"; do
    if [ -n "$base" ] && mkdir -p "$base/puntual" 2>/dev/null && [ -w "$base/puntual" ]; then
      printf '%s\n' "$base/puntual"
      return
    fi
  done
  return 1
}

# Prints the path of helm; fails when helm is neither on PATH nor can be built.
find_helm() {
  if command -v helm >/dev/null 2>&1; then command -v helm; return; fi
  local cache built staging
  cache="$(cache_folder)" || return 1
  built="$cache/helm-$helm_version/helm"
  if [ -x "$built" ]; then printf '%s\n' "$built"; return; fi
  command -v go >/dev/null 2>&1 || return 1
  echo "chart: building helm $helm_version with Go (a minute or two, once)" >&2
  staging="$(mktemp -d "$cache/helm.XXXXXX")"
  local go_env=(GOFLAGS= CGO_ENABLED=0 "GOBIN=$staging")
  # Go needs a home folder; without one, its caches go below ours.
  if [ -z "${HOME:-}" ]; then go_env+=("HOME=$cache" "GOPATH=${GOPATH:-$cache/go}" "GOCACHE=${GOCACHE:-$cache/go/build}"); fi
  if ! env "${go_env[@]}" timeout "$build_limit_seconds" go install "helm.sh/helm/v3/cmd/helm@v$helm_version" >"$staging/log" 2>&1; then
    tail -n 5 "$staging/log" >&2
    rm -rf "$staging"
    return 1
  fi
  mkdir -p "$(dirname "$built")"
  mv -f "$staging/helm" "$built"
  rm -rf "$staging"
  printf '%s\n' "$built"
}

check_chart() {
  local helm="$1" name
  local least=(--set publicUrl=https://collections.example.com --set kafka.brokers=kafka:9092 --set temporal.address=temporal:7233)
  local given=("${least[@]}" --set secret.existingSecret=puntual)
  local inline=("${least[@]}" --set 'secret.values.APP_DATABASE_URL=postgresql://a:b@db/puntual,secret.values.RELAY_DATABASE_URL=postgresql://c:d@db/puntual,secret.values.RESEND_API_KEY=re_x'
    --set migrate.databaseUrl=postgresql://o:p@db/puntual)
  "$helm" lint "$chart" --strict --quiet "${given[@]}"
  "$helm" template puntual "$chart" "${given[@]}" >"$rendered/least.yaml"
  "$helm" template puntual "$chart" "${inline[@]}" --set ingress.enabled=true,ingress.tlsSecret=tls,networkPolicy.enabled=true,temporal.tls=true,temporal.tlsSecret=temporal \
    --set api.autoscaling.enabled=true,ingest.autoscaling.enabled=true,worker.autoscaling.enabled=true --set 'networkPolicy.metricsFrom[0].podSelector.matchLabels.app=prometheus' \
    --set 'networkPolicy.egress[0].ports[0].port=5432' --set nodeSelector.disk=ssd,organizationName=Nova --set 'imagePullSecrets[0].name=pull' >"$rendered/all.yaml"
  "$helm" template puntual "$chart" "${given[@]}" --set migrate.enabled=false,serviceAccount.create=false,topologySpread=false,metricsAnnotations=false >"$rendered/little.yaml"
  # Each of these lacks or misspells a value: the chart must refuse it with a message that names the value.
  must_fail "$helm" 'publicUrl:' --set secret.existingSecret=puntual
  must_fail "$helm" 'secret: give' "${least[@]}"
  must_fail "$helm" 'RESEND_API_KEY: give' "${least[@]}" --set secret.values.DATABASE_URL=postgresql://o:p@db/puntual
  must_fail "$helm" 'migrate: give' "${least[@]}" --set secret.values.APP_DATABASE_URL=a,secret.values.RELAY_DATABASE_URL=b,secret.values.RESEND_API_KEY=re_x
  must_fail "$helm" 'worker.replicas\|/worker/replicas' "${given[@]}" --set worker.replicas=many
  must_fail "$helm" 'oops' "${given[@]}" --set oops=1
  for name in least all little; do grep -q '^kind: Deployment' "$rendered/$name.yaml"; done
  echo "chart: lint, 3 renderings and 6 refusals as expected"
}

must_fail() {
  local helm="$1" words="$2"
  shift 2
  if "$helm" template puntual "$chart" "$@" >"$rendered/refused.yaml" 2>"$rendered/refused.log"; then
    echo "chart: rendered, although it should have been refused with \"$words\": $*" >&2
    exit 1
  fi
  grep -q -- "$words" "$rendered/refused.log" || { echo "chart: refused, but not with \"$words\":" >&2; cat "$rendered/refused.log" >&2; exit 1; }
}

if helm="$(find_helm)"; then
  check_chart "$helm"
elif command -v go >/dev/null 2>&1; then
  echo "chart: not checked, because helm is not on PATH and Go could not build it (see above)"
else
  echo "chart: not checked, because neither helm nor Go is on PATH"
fi

if docker compose version >/dev/null 2>&1; then
  docker compose --profile demo config --quiet
  echo "compose file: valid for docker compose"
fi
"$node" .ci/check-references.mjs "$rendered"/{least,all,little}.yaml
