/** Encryption keys in the form that Home Assistant gives them. */

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';
const groups = 7;
const groupLength = 4;
/** Bytes from here on would make the first letters of the alphabet likelier than the last. */
const fairBytes = 256 - (256 % alphabet.length);

/** A key such as `2QAF-7RKD-...`: 7 groups of 4 from A-Z and 0-9, about 144 bits. */
export function generateKey(randomBytes: (size: number) => Buffer): string {
  const letters: string[] = [];
  while (letters.length < groups * groupLength) {
    for (const byte of randomBytes(groups * groupLength)) {
      if (byte < fairBytes) letters.push(alphabet.charAt(byte % alphabet.length));
    }
  }
  return Array.from({ length: groups }, (_, group) =>
    letters.slice(group * groupLength, (group + 1) * groupLength).join(''),
  ).join('-');
}
