#!/bin/bash
# enter.sh ROOT COMMAND..: run a command inside the Debian root that setup.sh made.
#
# It sees the working directory (unless that is /) and the temporary directory at their own paths, the network of the
# machine, and nothing else of it. The mounts belong to this process alone and go with it. The process id stays, so that
# the command can be signalled.
set -euo pipefail

exec unshare --mount --propagation private bash -c '
  set -euo pipefail
  root=$1 work=$2 temporary=$3
  shift 3
  mount -t proc proc "$root/proc"
  mount --rbind /dev "$root/dev"
  for folder in "$temporary" "$work"; do
    [ ! "$folder" -ef / ] || continue # it would lie over the whole root
    mkdir -p "$root$folder"
    mount --bind "$folder" "$root$folder"
  done
  exec env -i HOME=/root LANG=C.UTF-8 TMPDIR="$temporary" DEBIAN_FRONTEND=noninteractive \
    PATH=/opt/home-assistant/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
    http_proxy="${http_proxy:-}" https_proxy="${https_proxy:-}" no_proxy="${no_proxy:-}" \
    SSL_CERT_FILE=/etc/ssl/certs/ca-certificates.crt PIP_CERT=/etc/ssl/certs/ca-certificates.crt UV_SYSTEM_CERTS=1 \
    chroot "$root" /bin/sh -c "cd \"\$0\" && exec \"\$@\"" "$work" "$@"
' enter "$1" "$PWD" "${TMPDIR:-/tmp}" "${@:2}"
