#!/usr/bin/env bash
# Ends the lab and forgets its cluster; binaries and images stay.
set -uo pipefail
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=tools/kube-lab/env.sh
. "$here/env.sh"
for name in keda-webhooks keda-adapter keda-operator; do stop "$name" 10; done
"$here/node.sh" stop
for name in kube-scheduler kube-controller-manager kube-apiserver etcd; do stop "$name" 20; done
ip netns del "$NETNS" 2>/dev/null
rm -rf "$STATE/etcd" "$STATE/volumes" "$NODE/kubelet" "$NODE/ipam" "$NODE/pod-logs" "$LOG"/*.log.old
exit 0
