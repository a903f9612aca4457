#!/usr/bin/env bash
# Makes a RabbitMQ 4.0 that runs beside whatever this machine has: Debian 13 in a folder of its own, as root, in about
# a minute. Prints the program that starts it, for RABBITMQ_SERVER. What is there already is left alone.
set -euo pipefail
cd "$(dirname "$0")/../../.."
root=$PWD/.cache/rabbitmq-4
program=$PWD/.cache/rabbitmq-4-server

if [ "$(id -u)" != 0 ]; then
  echo "make-rabbitmq-4.sh: only root can make it; set RABBITMQ_SERVER to the program of a RabbitMQ 4 instead" >&2
  exit 1
fi
if [ ! -e "$root/.complete" ]; then
  command -v debootstrap >/dev/null || apt-get install -y --no-install-recommends debootstrap >&2
  rm -rf "$root"
  mkdir -p "$root"
  debootstrap --variant=minbase --include=rabbitmq-server,ca-certificates trixie "$root" >&2
  touch "$root/.complete"
fi

# The mounts live in a namespace of their own, so that nothing is left to unmount when it was killed.
cat >"$program" <<'PROGRAM'
#!/bin/sh
# usage: rabbitmq-4-server, with the environment of rabbitmq-server; its data are below RABBITMQ_MNESIA_BASE/..
here=$(dirname "$(readlink -f "$0")")
export ROOT="$here/rabbitmq-4" DATA="$(dirname "$RABBITMQ_MNESIA_BASE")"
exec unshare --mount --propagation private sh -c '
  mount -t proc proc "$ROOT/proc" && mount --rbind /dev "$ROOT/dev" &&
  mkdir -p "$ROOT$DATA" && mount --bind "$DATA" "$ROOT$DATA" &&
  exec chroot "$ROOT" /bin/sh -c "exec /usr/lib/rabbitmq/lib/rabbitmq_server-4.*/sbin/rabbitmq-server"'
PROGRAM
chmod +x "$program"
echo "$program"
