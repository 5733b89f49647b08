/** `unscaled` / 10^`scale`. */
export interface ExactNumber {
  unscaled: bigint;
  scale: number;
}

/** Digits after the point of a quotient where its dividend has fewer. */
const MEAN_DIGITS = 6;

function rescaled({ unscaled, scale }: ExactNumber, to: number): bigint {
  return unscaled * 10n ** BigInt(to - scale);
}

/** Exact decimal arithmetic on what {@link parse} reads. */
export const Decimal = {
  ZERO: { unscaled: 0n, scale: 0 } as ExactNumber,

  /** Reads `-12.30`: an optional sign, digits, and digits after a point. */
  parse(text: string): ExactNumber {
    const [whole = '0', fraction = ''] = text.split('.');
    return { unscaled: BigInt(whole + fraction), scale: fraction.length };
  },

  add(a: ExactNumber, b: ExactNumber): ExactNumber {
    const scale = Math.max(a.scale, b.scale);
    return { unscaled: rescaled(a, scale) + rescaled(b, scale), scale };
  },

  compare(a: ExactNumber, b: ExactNumber): number {
    const scale = Math.max(a.scale, b.scale);
    const difference = rescaled(a, scale) - rescaled(b, scale);
    return difference < 0n ? -1 : difference > 0n ? 1 : 0;
  },

  /** Rounds half away from zero. */
  divide(a: ExactNumber, by: number): ExactNumber {
    const scale = Math.max(a.scale, MEAN_DIGITS);
    const dividend = rescaled(a, scale);
    const half = BigInt(by) / 2n;
    const divisor = BigInt(by);
    return { unscaled: (dividend + (dividend < 0n ? -half : half)) / divisor, scale };
  },

  toNumber(value: ExactNumber): number {
    return Number(Decimal.format(value));
  },

  /** Zeros at the end of the fraction are left out. */
  format({ unscaled, scale }: ExactNumber): string {
    if (scale === 0) return String(unscaled);
    const sign = unscaled < 0n ? '-' : '';
    const digits = String(unscaled < 0n ? -unscaled : unscaled).padStart(scale + 1, '0');
    const fraction = digits.slice(-scale).replace(/0+$/, '');
    return `${sign}${digits.slice(0, -scale)}${fraction && `.${fraction}`}`;
  },
};
