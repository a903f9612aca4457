#!/usr/bin/env bash
# Installs AI Coding Agent on the cluster that kubectl points to.
#
# usage: deploy/install.sh [--namespace NAME] [--release NAME] [--chart CHART] [-- further arguments of helm]
#
# Secrets are read from the environment, else asked for, and go into Secrets of the namespace; those that exist are kept:
#   GITHUB_TOKEN, GITHUB_WEBHOOK_SECRET (made if empty), INGEST_API_TOKENS (made if empty)
#   LLM_MODEL, LLM_SECRET_KEYS (names, comma-separated, e.g. ANTHROPIC_API_KEY) and those variables themselves
#   RABBITMQ_URL with RABBITMQ_MONITORING_HOST, _USERNAME, _PASSWORD; without RABBITMQ_URL a small broker is installed
set -euo pipefail

namespace=ai-coding-agent
release=agent
chart=$(cd "$(dirname "$0")" && pwd)/helm/ai-coding-agent
while [ $# -gt 0 ]; do
  case $1 in
    --namespace) namespace=$2; shift 2 ;;
    --release) release=$2; shift 2 ;;
    --chart) chart=$2; shift 2 ;;
    --) shift; break ;;
    *) sed -n '2,10s/^# \{0,1\}//p' "$0"; exit 2 ;;
  esac
done

fail() { echo "✗ $*" >&2; exit 1; }
say() { echo "· $*"; }
k() { kubectl --namespace "$namespace" "$@"; }
has() { k get secret "$1" >/dev/null 2>&1; }
random() { od -An -N24 -tx1 /dev/urandom | tr -d ' \n'; }

# ask NAME TEXT: the variable NAME, or what is typed; nothing is echoed.
ask() {
  [ -n "${!1:-}" ] && return
  [ -t 0 ] || fail "$1 is not set: $2"
  read -rsp "$2: " "$1" && echo
  [ -n "${!1}" ] || fail "$1 is needed"
}

# secret NAME KEY VALUE …: by files, so that no value shows in the list of processes.
secret() {
  local name=$1 folder arguments=()
  shift
  has "$name" && { say "Secret $name is there already"; return; }
  folder=$(mktemp -d)
  while [ $# -gt 0 ]; do
    printf %s "$2" >"$folder/$1"
    arguments+=("--from-file=$1=$folder/$1")
    shift 2
  done
  k create secret generic "$name" "${arguments[@]}" >/dev/null || { rm -rf "$folder"; fail "Secret $name could not be made"; }
  rm -rf "$folder"
  say "Secret $name made"
}

umask 077
for tool in kubectl helm; do command -v "$tool" >/dev/null || fail "$tool is not installed"; done
minor=$(kubectl version -o json | tr -d ' "\n' | sed -n 's/.*serverVersion:{.*minor:\([0-9]*\).*/\1/p')
[ -n "$minor" ] || fail 'the cluster does not answer: see kubectl version'
[ "$minor" -ge 29 ] || fail "Kubernetes 1.$minor is too old: 1.29 or newer is needed, for sidecar containers"
kubectl get crd scaledobjects.keda.sh >/dev/null 2>&1 ||
  fail 'KEDA is missing: helm install keda keda --repo https://kedacore.github.io/charts --namespace keda --create-namespace'
kubectl get apiservice v1beta1.metrics.k8s.io >/dev/null 2>&1 ||
  say 'metrics-server is missing: ingest-api stays at two replicas'

kubectl get namespace "$namespace" >/dev/null 2>&1 || kubectl create namespace "$namespace" >/dev/null
kubectl label namespace "$namespace" --overwrite pod-security.kubernetes.io/enforce=restricted >/dev/null

values=(--set "github.existingSecret=$release-github,github.webhookSecret.existingSecret=$release-github")
values+=(--set "ingestApi.existingSecret=$release-api,broker.existingSecret=$release-broker")
values+=(--set "broker.monitoring.existingSecret=$release-broker-monitoring")

if ! has "$release-github"; then
  ask GITHUB_TOKEN 'GitHub token of the agent'
  secret "$release-github" token "$GITHUB_TOKEN" webhook-secret "${GITHUB_WEBHOOK_SECRET:-$(random)}"
fi
has "$release-api" || secret "$release-api" api-tokens "${INGEST_API_TOKENS:-admin:$(random)}"

[ -n "${LLM_MODEL:-}" ] || fail 'LLM_MODEL is not set, e.g. LLM_MODEL=anthropic/claude-sonnet-4-5'
values+=(--set-string "llm.model=$LLM_MODEL")
if [ -n "${LLM_SECRET_KEYS:-}" ]; then
  pairs=()
  IFS=, read -ra names <<<"$LLM_SECRET_KEYS"
  for name in "${names[@]}"; do
    has "$release-llm" || { ask "$name" "$name of the model's provider"; pairs+=("$name" "${!name}"); }
  done
  secret "$release-llm" "${pairs[@]}"
  values+=(--set "llm.existingSecret=$release-llm,llm.secretKeys={$LLM_SECRET_KEYS}")
fi

if [ -n "${RABBITMQ_URL:-}" ]; then
  for name in HOST USERNAME PASSWORD; do ask "RABBITMQ_MONITORING_$name" "broker's monitoring user, ${name,,}"; done
  secret "$release-broker" url "$RABBITMQ_URL"
  secret "$release-broker-monitoring" host "$RABBITMQ_MONITORING_HOST" \
    username "$RABBITMQ_MONITORING_USERNAME" password "$RABBITMQ_MONITORING_PASSWORD"
else
  # Names of the chart's objects begin with the release's and the chart's name.
  case $release in *ai-coding-agent*) host=$release ;; *) host=$release-ai-coding-agent ;; esac
  host=$host-rabbitmq.$namespace.svc
  if ! has "$release-broker-definitions"; then
    password=$(random) monitoring=$(random)
    secret "$release-broker-definitions" definitions.json "{
      \"vhosts\": [{\"name\": \"agent\"}],
      \"users\": [{\"name\": \"agent\", \"password\": \"$password\", \"tags\": []},
                  {\"name\": \"keda\", \"password\": \"$monitoring\", \"tags\": [\"monitoring\"]}],
      \"permissions\": [{\"user\": \"agent\", \"vhost\": \"agent\", \"configure\": \".*\", \"write\": \".*\", \"read\": \".*\"},
                        {\"user\": \"keda\", \"vhost\": \"agent\", \"configure\": \"^$\", \"write\": \"^$\", \"read\": \"^$\"}]}"
    secret "$release-broker" url "amqp://agent:$password@$host:5672/agent"
    secret "$release-broker-monitoring" host "http://$host:15672/" username keda password "$monitoring"
  fi
  values+=(--set "broker.mode=simple,broker.definitionsSecret=$release-broker-definitions")
fi

say 'installing; images are fetched now'
helm upgrade --install "$release" "$chart" --namespace "$namespace" --wait --timeout 10m "${values[@]}" "$@"
helm test "$release" --namespace "$namespace"

api=$(k get service -l "app.kubernetes.io/instance=$release,app.kubernetes.io/name=ingest-api" -o name)
cat <<END

The first job (OWNER/NAME with an issue 1, to which the token may write):
  kubectl -n $namespace port-forward $api 3000:80 &
  token=\$(kubectl -n $namespace get secret $release-api -o jsonpath='{.data.api-tokens}' | base64 -d | cut -d: -f2 | cut -d, -f1)
  curl -sS localhost:3000/jobs -H "Authorization: Bearer \$token" -H 'Content-Type: application/json' \\
    -d '{"mode": "quickfix", "repository": "OWNER/NAME", "issueNumber": 1}'
END
