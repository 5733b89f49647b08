const MIB = 1024 ** 2;

/** A number as it is written into a field; empty for no limit. */
export function rowsText(rows: number | null): string {
  return rows === null ? '' : String(rows);
}

/** In MiB. */
export function sizeText(bytes: number | null): string {
  return bytes === null ? '' : String(Math.round(bytes / MIB));
}

/** The whole number that a text holds, 1 at the least, digits grouped as one likes; null for an empty text, undefined for no number. */
export function rowsOf(text: string): number | null | undefined {
  const digits = text.replace(/[\s,_.']/g, '');
  if (digits === '') return text.trim() === '' ? null : undefined;
  const value = Number(digits);
  return /^\d+$/.test(digits) && Number.isSafeInteger(value) && value >= 1 ? value : undefined;
}

/** As {@link rowsOf}, in bytes from a text in MiB. */
export function bytesOf(text: string): number | null | undefined {
  const mib = rowsOf(text);
  if (mib == null) return mib;
  return Number.isSafeInteger(mib * MIB) ? mib * MIB : undefined;
}
