#!/usr/bin/env bash
# Whether this machine has what the lab needs; says what is missing and how to get it.
set -euo pipefail
# shellcheck source=tools/kube-lab/env.sh
. "$(cd "$(dirname "$0")" && pwd)/env.sh"
[ "$(id -u)" = 0 ] || fail 'the lab makes namespaces and mounts: run it as root'
need etcd kube-apiserver kube-controller-manager kube-scheduler kubectl kubelet kube-proxy coredns \
  keda-operator keda-adapter keda-webhooks helm cyclonus kube-score
installed containerd runc ctr nft conntrack ip openssl curl buildah podman debootstrap gcc go
