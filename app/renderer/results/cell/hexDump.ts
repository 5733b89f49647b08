/** Bytes of a line. */
const WIDTH = 16;

/** Digits that hold the offset of every byte that is drawn. */
const OFFSET_DIGITS = 6;

/** Bytes that are drawn. */
export const HEX_BYTES = 65_536;

/** Lines of offset, bytes and their ASCII letters, from `0x00ff…`; the first {@link HEX_BYTES} bytes. */
export function hexDump(hex: string): string {
  const digits = hex.slice(2, 2 + HEX_BYTES * 2);
  const lines: string[] = [];
  for (let at = 0; at < digits.length; at += WIDTH * 2) {
    const bytes = digits.slice(at, at + WIDTH * 2).match(/../g) ?? [];
    const letters = bytes.map((byte) => {
      const code = Number.parseInt(byte, 16);
      return code >= 0x20 && code < 0x7f ? String.fromCharCode(code) : '.';
    });
    const offset = (at / 2).toString(16).padStart(OFFSET_DIGITS, '0');
    lines.push(`${offset}  ${bytes.join(' ').padEnd(WIDTH * 3 - 1)}  ${letters.join('')}`);
  }
  return lines.join('\n');
}
