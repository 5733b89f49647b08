/** Puts `,` between groups of three digits of the integer part; text that is no plain number stays as it is. */
export function groupDigits(text: string): string {
  const match = /^(-?)(\d{4,})(\.\d+)?$/.exec(text);
  if (!match) return text;
  const [, sign, digits = '', fraction = ''] = match;
  return `${sign}${digits.replace(/\B(?=(\d{3})+$)/g, ',')}${fraction}`;
}

/** The shortest decimal text that reads back as the same 64-bit float, with at least one digit after the point. */
export function formatFloat64(value: number): string {
  const text = Object.is(value, -0) ? '-0' : String(value);
  return /^-?\d+$/.test(text) ? `${text}.0` : text;
}

/** The shortest decimal text that reads back as the same 32-bit float. */
export function formatFloat32(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  for (let digits = 1; digits < 9; digits += 1) {
    const text = value.toPrecision(digits);
    if (Math.fround(Number(text)) === value) return formatFloat64(Number(text));
  }
  return formatFloat64(Number(value.toPrecision(9)));
}

/** A 16-bit IEEE 754 float from its bits. */
export function float16(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

/** A decimal from its unscaled two's complement value, 32-bit words with the lowest first. */
export function formatDecimal(words: Uint32Array, scale: number): string {
  let unscaled = 0n;
  for (let index = words.length - 1; index >= 0; index -= 1)
    unscaled = (unscaled << 32n) | BigInt(words[index] ?? 0);
  unscaled = BigInt.asIntN(words.length * 32, unscaled);
  if (scale <= 0) return String(unscaled * 10n ** BigInt(-scale));
  const sign = unscaled < 0n ? '-' : '';
  const digits = String(unscaled < 0n ? -unscaled : unscaled).padStart(scale + 1, '0');
  return `${sign}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}
