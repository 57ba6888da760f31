/** Shapes of options that several commands share. */

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
