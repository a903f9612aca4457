#!/usr/bin/env bash
# Builds the lab's programs from Go modules, unmodified, at the versions that mod/ pins. 31 minutes on one core, once.
#
# usage: build.sh [PROGRAM …]        all of them by default
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=tools/kube-lab/env.sh
. "$here/env.sh"
installed go
export GOMAXPROCS=${GOMAXPROCS:-1} GOFLAGS='-buildvcs=false -mod=mod'
mkdir -p "$BIN"

version=k8s.io/component-base/version
kubernetes="-s -w -X $version.gitVersion=v1.36.3 -X $version.gitMajor=1 -X $version.gitMinor=36 -X k8s.io/client-go/pkg/version.gitVersion=v1.36.3"
keda='-s -w -X github.com/kedacore/keda/v2/version.Version=2.21.0'

# pinned PROGRAM PACKAGE FLAGS: from mod/, since Kubernetes can't be installed by its path alone.
pinned() { (cd "$here/mod" && nice -n 19 go build -p "$GOMAXPROCS" -trimpath -ldflags "$3" -o "$BIN/$1" "$2"); }
# tool PACKAGE@VERSION
tool() { GOFLAGS=-buildvcs=false GOBIN=$BIN nice -n 19 go install -p "$GOMAXPROCS" -trimpath -ldflags '-s -w' "$1"; }

[ $# -gt 0 ] || set -- etcd kube-apiserver kube-controller-manager kube-scheduler kubectl kubelet kube-proxy \
  keda-operator keda-adapter keda-webhooks helm coredns cyclonus kube-score
for program in "$@"; do
  echo "· $program"
  case $program in
    etcd) pinned etcd go.etcd.io/etcd/server/v3 '-s -w' ;;
    kube-score) tool github.com/zegl/kube-score/cmd/kube-score@v1.20.0 ;;
    kube-* | kubectl | kubelet) pinned "$program" "k8s.io/kubernetes/cmd/$program" "$kubernetes" ;;
    keda-*) pinned "$program" "github.com/kedacore/keda/v2/cmd/${program#keda-}" "$keda" ;;
    helm) tool helm.sh/helm/v3/cmd/helm@v3.22.0 ;;
    coredns) tool github.com/coredns/coredns@v1.14.7 ;;
    cyclonus) tool github.com/mattfenwick/cyclonus/cmd/cyclonus@v0.5.6 ;;
    *) fail "what is $program?" ;;
  esac
done
