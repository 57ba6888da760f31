/** The text to keep outside the device, with which a backup can be opened when the device is gone. */

export interface KitFacts {
  secret: string;
  label: string;
  /** What the home is called in Home Assistant; null where it is not known. */
  instance: string | null;
  now: Date;
}

/** As the kit of Home Assistant's own backup settings begins; both are taken for a key file. */
export const kitTitle = 'Home Assistant Backup Emergency Kit';

/** The text of an emergency kit. It carries the key: write it with `writePrivateFile` only. */
export function emergencyKit({ secret, label, instance, now }: KitFacts): string {
  return [
    kitTitle,
    '',
    'This key opens the encrypted backups of your Home Assistant. Without it nobody can, and nobody can',
    'give you another. Keep this file away from the device: in a password manager, or printed.',
    '',
    'Date:',
    now.toISOString(),
    '',
    'Instance:',
    instance ?? 'Home Assistant',
    '',
    'Encryption key:',
    secret,
    '',
    `Known to Lifeboat as: ${label}`,
    '',
    'To restore in Home Assistant: install it, choose "Restore from backup" on its first page, upload the backup',
    'and type the key. To restore with Lifeboat: lifeboat restore BACKUP.tar --key-file THIS-FILE',
    '',
  ].join('\n');
}
