/** The first line of a text, for secrets in files: no byte order mark, no line end and nothing below is part of them. */
export function firstLine(text: string): string {
  return /^\uFEFF?([^\r\n]*)/.exec(text)?.[1] ?? '';
}
