/**
 * The CRC-32 of two strings of bytes from the CRCs of both: workers sum up their own blocks, the main thread joins the
 * sums. A CRC is a polynomial over GF(2) modulo P; bytes that follow multiply what came before by x^8 each.
 * Polynomials are held with their lowest power in the highest bit, as CRC-32 does.
 */
const polynomial = 0xedb88320;
const one = 0x80000000;

function multiply(a: number, b: number): number {
  let product = 0;
  let shifted = b;
  for (let bit = one; bit !== 0; bit >>>= 1) {
    if (a & bit) product ^= shifted;
    shifted = shifted & 1 ? (shifted >>> 1) ^ polynomial : shifted >>> 1;
  }
  return product >>> 0;
}

/** x^(8 * 2^n) for n = 0, 1, 2... */
const powers: number[] = [one >>> 8];
for (let n = 1; n < 32; n++) {
  const last = powers[n - 1] as number;
  powers.push(multiply(last, last));
}

/** The CRC of A followed by B, where B is `lengthOfB` bytes long (below 2^32). */
export function combineCrc(crcOfA: number, crcOfB: number, lengthOfB: number): number {
  let shift = one;
  for (let n = 0, rest = lengthOfB; rest > 0; n++, rest = Math.floor(rest / 2))
    if (rest % 2 === 1) shift = multiply(powers[n] as number, shift);
  return (multiply(shift, crcOfA) ^ crcOfB) >>> 0;
}
