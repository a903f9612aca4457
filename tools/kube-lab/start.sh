#!/usr/bin/env bash
# A real Kubernetes of one node with KEDA on this machine, in a network of its own. Root only; stop.sh ends it.
#
# usage: start.sh            the images have to be there: images.sh bases && images.sh build
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=tools/kube-lab/env.sh
. "$here/env.sh"
"$here/check.sh"

# What an earlier start left unfinished ends with it.
trap '[ $? = 0 ] || "$here/stop.sh"' EXIT
begun=$(date +%s)
"$here/control-plane.sh"
"$here/node.sh" start
"$here/images.sh" load pause ingest-api quickfix-worker refine-worker agent agentctl rabbitmq
"$here/keda.sh"
"$here/others.sh"
echo "the lab is up after $(($(date +%s) - begun)) s: . tools/kube-lab/env.sh; k get pods -A; tools/kube-lab/stop.sh ends it"
