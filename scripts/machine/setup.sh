#!/bin/bash
# setup.sh [FOLDER]: make the machine for the tests that want a real one; prints the folder that it is in.
#
#   export LIFEBOAT_TEST_MACHINE=$(scripts/machine/setup.sh)
#   npm run test:machine
#
# A Debian with systemd, and with a kernel that knows SMB, NFS, exFAT and USB, for QEMU: it needs neither KVM nor a network.
# It is in FOLDER (default /var/tmp/lifeboat-machine; 2 GB, some minutes, once). Needs root, and the Debian packages
# qemu-system-x86 mmdebstrap e2fsprogs dosfstools exfatprogs openssh-client. Packages come from wherever this machine gets
# its own. Node and Lifeboat are no part of it: the tests hand them in.
set -euo pipefail

version=1
folder=$(realpath -m -- "${1:-/var/tmp/lifeboat-machine}")
root=$folder/root
log=$folder/setup.log

packages=systemd,systemd-sysv,dbus,udev,libpam-systemd,cron,openssh-server,iproute2,kmod,linux-image-amd64,initramfs-tools
packages+=,procps,psmisc,util-linux,util-linux-extra,tzdata,ca-certificates
packages+=,samba,smbclient,cifs-utils,nfs-kernel-server,nfs-common,exfatprogs,dosfstools,e2fsprogs

install_debian() {
  local site
  site=$(apt-get indextargets --format '$(SITE)' | grep -m1 '/debian/\?$' || true)
  apt-config dump | grep -E '^Acquire::(https?|Check|AllowInsecure|ForceIPv|Retries)' > "$folder/apt.conf" || true
  mmdebstrap --mode=root --variant=minbase --aptopt="$folder/apt.conf" --include="$packages" bookworm "$root" ${site:+"$site"}
}

set_up() {
  echo machine > "$root/etc/hostname"
  echo '127.0.0.1 localhost machine nas.test' > "$root/etc/hosts"
  : > "$root/etc/machine-id"
  printf '%s\n' '/dev/vda / ext4 errors=remount-ro 0 1' \
    'program /opt/program 9p ro,trans=virtio,version=9p2000.L,msize=512000,cache=loose 0 0' \
    'node /opt/node 9p ro,trans=virtio,version=9p2000.L,msize=512000,cache=loose 0 0' > "$root/etc/fstab"
  mkdir -p "$root"/opt/{program,node} "$root"/srv/{share,export}
  printf '#!/bin/sh\nexec /opt/node/node /opt/program/lifeboat.js "$@"\n' > "$root/usr/local/bin/lifeboat"
  chmod 755 "$root/usr/local/bin/lifeboat"
  printf '[Match]\nName=en*\n[Network]\nAddress=10.0.2.15/24\n' > "$root/etc/systemd/network/10-wire.network"
  printf '%s\n' '[global]' 'server min protocol = SMB2' 'interfaces = lo' 'bind interfaces only = yes' \
    'load printers = no' 'disable spoolss = yes' '[backups]' 'path = /srv/share' 'read only = no' > "$root/etc/samba/smb.conf"
  echo '/srv/export 127.0.0.1(rw,sync,no_subtree_check,no_root_squash)' > "$root/etc/exports"
  [ -e "$folder/key" ] || ssh-keygen -q -t ed25519 -N '' -f "$folder/key"
  install -D -m 600 "$folder/key.pub" "$root/root/.ssh/authorized_keys"
  chroot "$root" systemctl -q enable systemd-networkd ssh
  chroot "$root" systemctl -q disable smbd nfs-server
  chroot "$root" systemctl -q set-default multi-user.target
  # What has nothing to do with the tests and takes minutes where the processor is emulated.
  chroot "$root" systemctl -q mask apt-daily.timer apt-daily-upgrade.timer dpkg-db-backup.timer e2scrub_all.timer \
    e2scrub_reap.service fstrim.timer getty@tty1.service nmbd.service samba-ad-dc.service systemd-networkd-wait-online.service
}

make_image() {
  cp -L "$root/vmlinuz" "$root/initrd.img" "$folder/"
  truncate -s 8G "$folder/disk.img"
  mke2fs -q -F -t ext4 -d "$root" "$folder/disk.img"
  rm -rf --one-file-system "$root"
}

mkdir -p "$folder"
if [ "$(cat "$folder/ready" 2> /dev/null)" != "$version" ]; then
  echo "Making the machine in $folder (log: $log)" >&2
  rm -rf --one-file-system "$folder/ready" "$folder/disk.img" "$root"
  trap '[ $? = 0 ] || tail -20 "$log" >&2' EXIT
  {
    install_debian
    set_up
    make_image
  } > "$log" 2>&1
  echo "$version" > "$folder/ready"
fi
echo "$folder"
