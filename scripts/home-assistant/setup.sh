#!/bin/bash
# setup.sh [FOLDER]: install a real Home Assistant Core for the acceptance tests; prints the command that runs its Python.
#
#   export LIFEBOAT_TEST_HOME_ASSISTANT=$(scripts/home-assistant/setup.sh)
#   npm run test:home-assistant
#
# Home Assistant needs a Python that is newer than most systems have. So it gets a Debian of its own in FOLDER (default
# /var/tmp/lifeboat-home-assistant; some 1.5 GB, some minutes, once). Needs root, for debootstrap and chroot. Packages come
# from wherever this machine gets its own: its Debian mirror, its settings for apt and pip, its certificates.
# Who has a virtual environment with `homeassistant` in it names that one's python instead and needs none of this.
set -euo pipefail

version=${LIFEBOAT_TEST_HOME_ASSISTANT_VERSION:-2026.11.0}
folder=$(realpath -m -- "${1:-/var/tmp/lifeboat-home-assistant}")
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$folder/root
log=$folder/setup.log
certificates=/etc/ssl/certs/ca-certificates.crt

enter() { (cd / && TMPDIR=/tmp exec "$here/enter.sh" "$root" "$@"); }

make_root() {
  local site
  site=$(apt-get indextargets --format '$(SITE)' | grep -m1 '/debian/\?$' || true)
  debootstrap --variant=minbase sid "$root" ${site:+"$site"}
}

share_settings() {
  cp -L /etc/resolv.conf /etc/hosts "$root/etc/"
  apt-config dump | grep -E '^Acquire::(https?|Check|AllowInsecure|ForceIPv|Retries)' > "$root/etc/apt/apt.conf.d/90host" || true
  if [ -e /etc/pip.conf ]; then cp -L /etc/pip.conf "$root/etc/"; fi
  mkdir -p "$root/etc/ssl/certs"
  cp -L "$certificates" "$root$certificates"
  # No service is started by an installation.
  printf '#!/bin/sh\nexit 101\n' > "$root/usr/sbin/policy-rc.d"
  chmod +x "$root/usr/sbin/policy-rc.d"
}

install_home_assistant() {
  enter apt-get update -qq
  enter apt-get install -y -qq --no-install-recommends python3 python3-venv python3-dev build-essential ca-certificates \
    libffi-dev libssl-dev libjpeg-dev zlib1g-dev libturbojpeg0 tzdata
  cp -L "$certificates" "$root$certificates" # the package brought its own
  enter python3 -m venv /opt/home-assistant
  enter /opt/home-assistant/bin/pip install -q "homeassistant==$version"
}

mkdir -p "$folder"
if [ "$(cat "$folder/ready" 2> /dev/null)" != "$version" ]; then
  echo "Setting up Home Assistant $version in $folder (log: $log)" >&2
  rm -rf --one-file-system "$folder/ready" "$root"
  trap '[ $? = 0 ] || tail -20 "$log" >&2' EXIT
  {
    make_root
    share_settings
    install_home_assistant
  } > "$log" 2>&1
  install -m 755 "$here/enter.sh" "$folder/enter"
  printf '#!/bin/sh\nexec "%s/enter" "%s" /opt/home-assistant/bin/python "$@"\n' "$folder" "$root" > "$folder/python"
  chmod 755 "$folder/python"
  echo "$version" > "$folder/ready"
fi
echo "$folder/python"
