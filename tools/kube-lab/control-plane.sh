#!/usr/bin/env bash
# etcd, kube-apiserver, kube-controller-manager and kube-scheduler, in a network of their own.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=tools/kube-lab/env.sh
. "$here/env.sh"
mkdir -p "$RUN" "$LOG"

if [ ! -e "/var/run/netns/$NETNS" ]; then
  ip netns add "$NETNS"
  in_lab ip link set lo up
  in_lab ip link add node0 type dummy 2>/dev/null || in_lab ip link add node0 type bridge
  in_lab ip addr add "$NODE_IP/24" dev node0
  in_lab ip link set node0 up
  in_lab ip route add default dev node0
fi
"$here/pki.sh"

start etcd etcd --name lab --data-dir "$STATE/etcd" --unsafe-no-fsync --log-level warn \
  --listen-client-urls http://127.0.0.1:2379 --advertise-client-urls http://127.0.0.1:2379 \
  --listen-peer-urls http://127.0.0.1:2380
await 30 in_lab curl -fsS http://127.0.0.1:2379/health

start kube-apiserver kube-apiserver --etcd-servers http://127.0.0.1:2379 \
  --bind-address 0.0.0.0 --secure-port 6443 --advertise-address "$NODE_IP" \
  --client-ca-file "$PKI/ca.crt" --tls-cert-file "$PKI/apiserver.crt" --tls-private-key-file "$PKI/apiserver.key" \
  --kubelet-client-certificate "$PKI/apiserver-kubelet.crt" --kubelet-client-key "$PKI/apiserver-kubelet.key" \
  --kubelet-preferred-address-types InternalIP \
  --service-account-key-file "$PKI/accounts.pub" --service-account-signing-key-file "$PKI/accounts.key" \
  --service-account-issuer https://kubernetes.default.svc.cluster.local --service-cluster-ip-range "$SERVICE_CIDR" \
  --authorization-mode Node,RBAC --enable-admission-plugins NodeRestriction,ResourceQuota,LimitRanger \
  --proxy-client-cert-file "$PKI/front-client.crt" --proxy-client-key-file "$PKI/front-client.key" \
  --requestheader-client-ca-file "$PKI/front.crt" --requestheader-allowed-names front-proxy-client \
  --requestheader-username-headers X-Remote-User --requestheader-group-headers X-Remote-Group \
  --requestheader-extra-headers-prefix X-Remote-Extra- --enable-aggregator-routing=true --allow-privileged=true
await 60 k get --raw /readyz

start kube-controller-manager kube-controller-manager --leader-elect=false --bind-address 127.0.0.1 \
  --kubeconfig "$STATE/controller-manager.kubeconfig" --authentication-kubeconfig "$STATE/controller-manager.kubeconfig" \
  --authorization-kubeconfig "$STATE/controller-manager.kubeconfig" --use-service-account-credentials \
  --service-account-private-key-file "$PKI/accounts.key" --root-ca-file "$PKI/ca.crt" \
  --cluster-signing-cert-file "$PKI/ca.crt" --cluster-signing-key-file "$PKI/ca.key" \
  --allocate-node-cidrs --cluster-cidr "$POD_CIDR" --service-cluster-ip-range "$SERVICE_CIDR"
start kube-scheduler kube-scheduler --leader-elect=false --bind-address 127.0.0.1 \
  --kubeconfig "$STATE/scheduler.kubeconfig" --authentication-kubeconfig "$STATE/scheduler.kubeconfig" \
  --authorization-kubeconfig "$STATE/scheduler.kubeconfig"
await 60 k -n default get serviceaccount default
