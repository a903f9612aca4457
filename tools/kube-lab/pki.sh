#!/usr/bin/env bash
# Certificates and kubeconfigs of the lab's cluster; keeps those that are there.
set -euo pipefail
# shellcheck source=tools/kube-lab/env.sh
. "$(dirname "$0")/env.sh"
mkdir -p "$PKI"
cd "$PKI"

key=(-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes)

# authority NAME
authority() {
  [ -f "$1.crt" ] || openssl req -x509 "${key[@]}" -keyout "$1.key" -out "$1.crt" -days 3650 -subj "/CN=$1" 2>/dev/null
}

# certificate NAME AUTHORITY SUBJECT [NAMES]
certificate() {
  [ -f "$1.crt" ] && return
  openssl req "${key[@]}" -keyout "$1.key" -out "$1.csr" -subj "$3" 2>/dev/null
  {
    printf 'basicConstraints=CA:FALSE\nkeyUsage=digitalSignature,keyEncipherment\nextendedKeyUsage=serverAuth,clientAuth\n'
    [ $# -lt 4 ] || echo "subjectAltName=$4"
  } >"$1.ext"
  openssl x509 -req -in "$1.csr" -CA "$2.crt" -CAkey "$2.key" -CAcreateserial -days 3650 -extfile "$1.ext" -out "$1.crt" 2>/dev/null
}

# kubeconfig FILE NAME
kubeconfig() {
  cat >"$1" <<END
apiVersion: v1
kind: Config
clusters: [{ name: lab, cluster: { server: 'https://127.0.0.1:6443', certificate-authority-data: $(base64 -w0 <ca.crt) } }]
users: [{ name: lab, user: { client-certificate-data: $(base64 -w0 <"$2.crt"), client-key-data: $(base64 -w0 <"$2.key") } }]
contexts: [{ name: lab, context: { cluster: lab, user: lab } }]
current-context: lab
END
}

umask 077
authority ca
authority front
services=kubernetes.default.svc.cluster.local
certificate apiserver ca /CN=kube-apiserver "DNS:localhost,DNS:kubernetes.default.svc,DNS:$services,IP:127.0.0.1,IP:$NODE_IP,IP:$API_IP"
certificate front-client front /CN=front-proxy-client
certificate admin ca /O=system:masters/CN=admin
certificate controller-manager ca /CN=system:kube-controller-manager
certificate scheduler ca /CN=system:kube-scheduler
certificate proxy ca /CN=system:kube-proxy
certificate apiserver-kubelet ca /O=system:masters/CN=apiserver-kubelet
certificate node1 ca /O=system:nodes/CN=system:node:node1 "DNS:node1,IP:$NODE_IP"
# KEDA's operator, adapter and webhooks share one, as they do in a cluster.
certificate keda ca /CN=keda "DNS:localhost,DNS:keda-operator.keda.svc,DNS:keda-metrics-apiserver.keda.svc,DNS:keda-admission-webhooks.keda.svc,IP:127.0.0.1"
mkdir -p keda-certificates
cp ca.crt keda-certificates/ca.crt
cp keda.crt keda-certificates/tls.crt
cp keda.key keda-certificates/tls.key
[ -f accounts.pub ] || { openssl genrsa -out accounts.key 2048 2>/dev/null && openssl rsa -in accounts.key -pubout -out accounts.pub 2>/dev/null; }
kubeconfig "$KUBECONFIG" admin
for name in controller-manager scheduler proxy node1; do kubeconfig "$STATE/$name.kubeconfig" "$name"; done
