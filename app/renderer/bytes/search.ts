/** What was typed into the search box: a place, or bytes to look for. */
export type Wanted = { offset: number } | { pattern: Uint8Array<ArrayBuffer> } | null;

/** `0x1f` and `31` are offsets, `44 46 4a` bytes, everything else text. */
export function wantedOf(typed: string): Wanted {
  const text = typed.trim();
  if (!text) return null;
  if (/^0x[0-9a-f]{1,8}$/i.test(text)) return { offset: Number.parseInt(text, 16) };
  if (/^\d{1,10}$/.test(text)) return { offset: Number(text) };
  if (/^[0-9a-f]{2}( +[0-9a-f]{2})+$/i.test(text))
    return { pattern: Uint8Array.from(text.split(/ +/), (pair) => Number.parseInt(pair, 16)) };
  return { pattern: new TextEncoder().encode(text).slice(0, 1024) };
}

/** `44 46 4a`. */
export function hexOf(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join(' ');
}

/** The letter of a printable ASCII byte, a point for others. */
export function letterOf(byte: number): string {
  return byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '·';
}
