#!/usr/bin/env bash
# KEDA: its own resources and roles from its Go module; its programs run beside the cluster, with the token of its account.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=tools/kube-lab/env.sh
. "$here/env.sh"

config=$(cd "$here/mod" && GOFLAGS=-mod=mod go list -m -f '{{.Dir}}' github.com/kedacore/keda/v2)/config
# On the side of the server: the resources are longer than an annotation may be.
for part in general crd service_account rbac; do k apply --server-side -k "$config/$part" >/dev/null; done
k apply --server-side -f "$config/metrics-server/role.yaml" -f "$config/metrics-server/role_binding.yaml" >/dev/null

authority=$(base64 -w0 <"$PKI/ca.crt")
# service NAME PORT TARGET: one that leads to a program on the node.
service() {
  cat <<END
---
apiVersion: v1
kind: Service
metadata: { name: $1, namespace: keda }
spec: { ports: [{ name: https, port: $2, targetPort: $3 }] }
---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata:
  name: $1-lab
  namespace: keda
  labels: { kubernetes.io/service-name: $1, endpointslice.kubernetes.io/managed-by: lab }
addressType: IPv4
ports: [{ name: https, port: $3, protocol: TCP }]
endpoints: [{ addresses: [$NODE_IP], conditions: { ready: true } }]
END
}
{
  service keda-metrics-apiserver 443 6444
  service keda-admission-webhooks 443 9443
  service keda-operator 9666 9666
  echo ---
  sed "s#^spec:#spec:\n  caBundle: $authority#" "$config/metrics-server/api_service.yaml"
  echo ---
  sed "s#^  clientConfig:#  clientConfig:\n    caBundle: $authority#" "$config/webhooks/validation_webhooks.yaml"
  echo ---
  # What the autoscaler of pods may read.
  cat <<END
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: { name: lab-external-metrics }
roleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: keda-external-metrics-reader }
subjects: [{ kind: ServiceAccount, name: horizontal-pod-autoscaler, namespace: kube-system }]
END
} | k apply --server-side -f - >/dev/null

kubeconfig=$STATE/keda.kubeconfig
(
  umask 077
  cat >"$kubeconfig" <<END
apiVersion: v1
kind: Config
clusters: [{ name: lab, cluster: { server: 'https://127.0.0.1:6443', certificate-authority-data: $authority } }]
users: [{ name: lab, user: { token: $(k -n keda create token keda-operator --duration 48h) } }]
contexts: [{ name: lab, context: { cluster: lab, user: lab } }]
current-context: lab
END
)
# It finds services by their names, as in a pod: with a resolv.conf of its own.
printf 'nameserver %s\nsearch svc.cluster.local cluster.local\noptions ndots:5\n' "$NODE_IP" >"$STATE/resolv.conf"
# shellcheck disable=SC2016 # for the inner shell
names='mount --bind "$0" "$(readlink -f /etc/resolv.conf)" && exec "$@"'
certificates=$PKI/keda-certificates

start keda-operator env POD_NAMESPACE=keda KEDA_CLUSTER_OBJECT_NAMESPACE=keda WATCH_NAMESPACE= GODEBUG=netdns=go \
  unshare -m sh -c "$names" "$STATE/resolv.conf" keda-operator --kubeconfig "$kubeconfig" --cert-dir "$certificates" \
  --enable-cert-rotation=false --metrics-bind-address :8180 --health-probe-bind-address :8181 --zap-encoder=console
await 60 in_lab curl -fsS http://127.0.0.1:8181/readyz
start keda-adapter env POD_NAMESPACE=keda WATCH_NAMESPACE= keda-adapter --kubeconfig "$kubeconfig" \
  --authentication-kubeconfig "$kubeconfig" --authorization-kubeconfig "$kubeconfig" --lister-kubeconfig "$kubeconfig" \
  --secure-port 6444 --port 8182 --client-ca-file "$certificates/ca.crt" --tls-cert-file "$certificates/tls.crt" \
  --tls-private-key-file "$certificates/tls.key" --cert-dir "$certificates" --metrics-service-address localhost:9666
start keda-webhooks env POD_NAMESPACE=keda keda-webhooks --kubeconfig "$kubeconfig" --cert-dir "$certificates" \
  --metrics-bind-address :8183 --health-probe-bind-address :8184
await 60 in_lab curl -fsS http://127.0.0.1:8184/readyz
await 60 k wait --for=condition=Available apiservice/v1beta1.external.metrics.k8s.io --timeout 1s
