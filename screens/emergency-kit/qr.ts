/** A QR code in half blocks: two modules in a cell, one above the other. */

/** Cells around the code that must stay light; phones do with half of what the standard asks for. */
const quiet = 2;

/** Rows of equal width. Light modules are drawn, dark ones are left out: as it must be on a dark terminal. */
export async function qrRows(content: string): Promise<string[]> {
  const { encode } = await import('uqr');
  const { data } = encode(content, { ecc: 'M', border: quiet });
  const isLight = (row: number, column: number) => data[row]?.[column] === false;
  const rows: string[] = [];
  for (let row = 0; row < data.length; row += 2) {
    const cells = data.map((_, column) => halfBlock(isLight(row, column), isLight(row + 1, column)));
    rows.push(cells.join(''));
  }
  return rows;
}

function halfBlock(upper: boolean, lower: boolean): string {
  if (upper) return lower ? '█' : '▀';
  return lower ? '▄' : ' ';
}
