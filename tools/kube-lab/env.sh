# shellcheck shell=bash
# Settings and functions of the lab; to be sourced. Everything of it lives in KUBE_LAB_DIR.
export KUBE_LAB_DIR=${KUBE_LAB_DIR:-$HOME/.cache/ai-coding-agent/kube-lab}
export BIN=$KUBE_LAB_DIR/bin STATE=$KUBE_LAB_DIR/state
export PKI=$STATE/pki RUN=$STATE/run LOG=$STATE/log NODE=$STATE/node CONTAINERD=$STATE/containerd.sock
export KUBECONFIG=$STATE/admin.kubeconfig
export PATH=$BIN:$PATH
# All processes of the lab are in this network namespace: nothing clashes with a port, and nothing leaves the machine.
export NETNS=agent-kube-lab
export NODE_IP=172.30.0.1 POD_CIDR=10.244.0.0/16 SERVICE_CIDR=10.96.0.0/16 API_IP=10.96.0.1
# Image stores of buildah and podman, apart from those of the machine.
export CONTAINERS_STORAGE_CONF=$STATE/storage.conf CONTAINERS_CONF=$STATE/containers.conf

fail() { echo "✗ $*" >&2; exit 1; }
# Not `ip netns exec`, which hides the control groups.
in_lab() { nsenter --net="/var/run/netns/$NETNS" "$@"; }
k() { in_lab "$BIN/kubectl" "$@"; }

# need PROGRAM …: what of the lab's own binaries is missing.
need() {
  local program missing=()
  for program in "$@"; do [ -x "$BIN/$program" ] || missing+=("$program"); done
  [ ${#missing[@]} = 0 ] && return
  fail "missing in $BIN: ${missing[*]}. Build them once (half an hour on one core): tools/kube-lab/build.sh"
}

# installed PROGRAM …: what Debian has packages of.
installed() {
  local program missing=()
  for program in "$@"; do command -v "$program" >/dev/null || missing+=("$program"); done
  [ ${#missing[@]} = 0 ] && return
  fail "not installed: ${missing[*]}. As root: apt-get install -y --no-install-recommends containerd runc containernetworking-plugins buildah podman debootstrap nftables conntrack iproute2 gcc openssl"
}

# start NAME COMMAND …: in the lab's network, with its number in $RUN/NAME.pid.
start() {
  local name=$1
  shift
  if [ -f "$RUN/$name.pid" ] && kill -0 "$(cat "$RUN/$name.pid")" 2>/dev/null; then return; fi
  (cd "$STATE" && exec setsid nsenter --net="/var/run/netns/$NETNS" "$@" >>"$LOG/$name.log" 2>&1 </dev/null) &
  echo $! >"$RUN/$name.pid"
}

# stop NAME SECONDS: by SIGTERM, and by SIGKILL when that takes too long.
stop() {
  local pid
  pid=$(cat "$RUN/$1.pid" 2>/dev/null) || return 0
  kill -TERM "$pid" 2>/dev/null
  for _ in $(seq $(($2 * 10))); do kill -0 "$pid" 2>/dev/null || break; sleep 0.1; done
  kill -KILL "$pid" 2>/dev/null
  rm -f "$RUN/$1.pid"
}

# await SECONDS COMMAND …: until the command succeeds.
await() {
  local end=$(($(date +%s) + $1))
  shift
  until "$@" >/dev/null 2>&1; do
    [ "$(date +%s)" -lt "$end" ] || fail "still not after its time: $*"
    sleep 0.2
  done
}
