/** Shapes of arguments and options that several commands share. */

/** What a `<backup>` may be. */
export const aBackup = 'an id from `list`, `latest`, or the path of an archive';
export const someBackups = 'ids from `list`, `latest`, or paths of archives';

/** For an option that may be repeated: `--location usb --location nas`. */
export function repeated(value: string, before: string[] = []): string[] {
  return [...before, value];
}

/** For a list in one word, which may be repeated too: `--parts share,ssl`. */
export function listed(value: string, before: string[] | undefined): string[] {
  return [
    ...(before ?? []),
    ...value
      .split(',')
      .map((item) => item.trim())
      .filter(Boolean),
  ];
}
