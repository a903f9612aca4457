#!/usr/bin/env bash
# Kinds of others that the chart can make objects of: the cluster knows their schemas, and nobody acts on them.
set -euo pipefail
# shellcheck source=tools/kube-lab/env.sh
. "$(cd "$(dirname "$0")" && pwd)/env.sh"

# module PATH@VERSION: its folder.
module() { (cd / && go mod download -json "$1") | sed -n 's/^\t"Dir": "\(.*\)",$/\1/p'; }
prometheus=$(module github.com/prometheus-operator/prometheus-operator@v0.85.0)/example/prometheus-operator-crd
gateways=$(module sigs.k8s.io/gateway-api@v1.5.1)/config/crd/standard
k apply --server-side -f "$prometheus/monitoring.coreos.com_podmonitors.yaml" \
  -f "$prometheus/monitoring.coreos.com_prometheusrules.yaml" \
  -f "$gateways/gateway.networking.k8s.io_httproutes.yaml" >/dev/null
