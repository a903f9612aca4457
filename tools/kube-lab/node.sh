#!/usr/bin/env bash
# The lab's one node: containerd with runc, a bridge for pods, kubelet, kube-proxy and CoreDNS.
#
# usage: node.sh start | stop
set -euo pipefail
# shellcheck source=tools/kube-lab/env.sh
. "$(cd "$(dirname "$0")" && pwd)/env.sh"

if [ "${1:-start}" = stop ]; then
  set +e
  stop kubelet 10
  stop kube-proxy 10
  stop coredns 5
  containers() { ctr -a "$CONTAINERD" -n k8s.io "$@" 2>/dev/null; }
  nets=$(for id in $(containers containers ls -q); do containers containers info "$id"; done | grep -oE 'netns/cni-[0-9a-f-]+' | sort -u)
  for id in $(containers tasks ls -q); do containers tasks kill -s KILL "$id"; done
  stop containerd 10
  # What holds a container outlives containerd by design: those of this lab are ended.
  for pid in $(pgrep -f "containerd-shim-runc-v2 .*-address $CONTAINERD"); do kill "$pid"; done
  grep -oE " $NODE/[^ ]+" /proc/mounts | sort -r | xargs -r -n1 umount -l 2>/dev/null
  for net in $nets; do ip netns del "${net#netns/}"; done 2>/dev/null
  exit 0
fi

mkdir -p "$NODE"/{containerd,kubelet,cni,manifests,state}
cat >"$NODE/containerd.toml" <<END
version = 2
root = "$NODE/containerd"
state = "$NODE/state"
[grpc]
  address = "$CONTAINERD"
[plugins."io.containerd.grpc.v1.cri"]
  sandbox_image = "agent.local/pause:lab"
  # A negative score would need a capability that a build machine may lack.
  restrict_oom_score_adj = true
  disable_apparmor = true
  [plugins."io.containerd.grpc.v1.cri".cni]
    bin_dir = "/usr/lib/cni"
    conf_dir = "$NODE/cni"
  [plugins."io.containerd.grpc.v1.cri".containerd]
    snapshotter = "overlayfs"
    [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]
      runtime_type = "io.containerd.runc.v2"
      [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc.options]
        SystemdCgroup = false
END
cat >"$NODE/cni/10-lab.conflist" <<END
{
  "cniVersion": "1.0.0",
  "name": "lab",
  "plugins": [
    {
      "type": "bridge",
      "bridge": "cni0",
      "isGateway": true,
      "hairpinMode": true,
      "ipam": {
        "type": "host-local",
        "dataDir": "$NODE/ipam",
        "ranges": [[{ "subnet": "10.244.0.0/24" }]],
        "routes": [{ "dst": "0.0.0.0/0" }]
      }
    }
  ]
}
END
cat >"$NODE/kubelet.yaml" <<END
apiVersion: kubelet.config.k8s.io/v1beta1
kind: KubeletConfiguration
authentication: { anonymous: { enabled: false }, webhook: { enabled: true }, x509: { clientCAFile: $PKI/ca.crt } }
authorization: { mode: Webhook }
tlsCertFile: $PKI/node1.crt
tlsPrivateKeyFile: $PKI/node1.key
containerRuntimeEndpoint: unix://$CONTAINERD
cgroupDriver: cgroupfs
failCgroupV1: false
# Leaves the machine's own tree of control groups alone.
cgroupsPerQOS: false
enforceNodeAllocatable: []
failSwapOn: false
clusterDNS: ['$NODE_IP']
clusterDomain: cluster.local
resolvConf: ''
staticPodPath: $NODE/manifests
podLogsDir: $NODE/pod-logs
imageGCHighThresholdPercent: 100
evictionHard: { memory.available: 100Mi, nodefs.available: 1%, imagefs.available: 1% }
nodeStatusUpdateFrequency: 5s
oomScoreAdj: 0
maxPods: 60
END
# Answers for the cluster; nothing is asked of anybody else.
cat >"$NODE/Corefile" <<END
cluster.local:53 in-addr.arpa:53 {
  bind $NODE_IP
  errors
  ready 127.0.0.1:8185
  kubernetes cluster.local in-addr.arpa {
    kubeconfig $KUBECONFIG lab
    pods insecure
  }
}
.:53 {
  bind $NODE_IP
  template ANY ANY {
    rcode NXDOMAIN
  }
}
END

in_lab sysctl -qw net.ipv4.ip_forward=1 || true
start containerd env "PATH=$PATH:/usr/sbin:/sbin" containerd -c "$NODE/containerd.toml"
await 30 ctr -a "$CONTAINERD" version
start kube-proxy kube-proxy --kubeconfig "$STATE/proxy.kubeconfig" --proxy-mode nftables --cluster-cidr "$POD_CIDR" \
  --hostname-override node1 --bind-address 0.0.0.0 --metrics-bind-address 127.0.0.1:10249 \
  --conntrack-max-per-core 0 --conntrack-tcp-timeout-established 0 --conntrack-tcp-timeout-close-wait 0
start kubelet kubelet --config "$NODE/kubelet.yaml" --kubeconfig "$STATE/node1.kubeconfig" --hostname-override node1 \
  --node-ip "$NODE_IP" --root-dir "$NODE/kubelet" --cert-dir "$NODE/kubelet-pki"
start coredns coredns -conf "$NODE/Corefile"
await 20 in_lab curl -fsS http://127.0.0.1:8185/ready
await 60 k get node node1
await 90 k wait --for=condition=Ready node/node1 --timeout 2s
