/** Figures as the window and the command line show them, in English notation whatever the system's locale. */

const counts = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });

/** `1,234,567` */
export function formatCount(value: number): string {
  return counts.format(value);
}

/** `1 row`, `1,234 rows`. `many` for a noun whose plural takes more than an s. */
export function formatQuantity(value: number, one: string, many = `${one}s`): string {
  return `${formatCount(value)} ${value === 1 ? one : many}`;
}

/** As {@link formatQuantity}, with a word for none: `no rows`. */
export function formatQuantityOrNone(value: number, one: string, many = `${one}s`): string {
  return value === 0 ? `no ${many}` : formatQuantity(value, one, many);
}

/** At most four digits and a unit: `940`, `12.4 k`, `3.0 M`, `1.2 B`. */
export function formatShortCount(value: number): string {
  if (value < 10_000) return formatCount(value);
  return withUnit(value, 1000, ['', ' k', ' M', ' B', ' T']);
}

/** `412 B`, `39.3 MiB`: powers of 1024. */
export function formatBytes(value: number): string {
  return withUnit(value, 1024, [' B', ' KiB', ' MiB', ' GiB', ' TiB', ' PiB']);
}

/** `184 ms`, `2.41 s`, `3 min 12 s`. */
export function formatMs(ms: number): string {
  if (ms < 1) return '< 1 ms';
  if (ms < 999.5) return `${Math.round(ms)} ms`;
  if (ms < 59_995) return `${(ms / 1000).toFixed(2)} s`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
  return `${Math.floor(seconds / 3600)} h ${Math.floor((seconds % 3600) / 60)} min`;
}

/** Nanoseconds in the unit that fits: `840 ns`, `12 µs`, `4.2 ms`, `184 ms`, `2.41 s`. */
export function formatNs(ns: number): string {
  if (ns < 1000) return `${Math.round(ns)} ns`;
  if (ns < 1e6) return `${Math.round(ns / 1000)} µs`;
  if (ns < 9.95e6) return `${(ns / 1e6).toFixed(1)} ms`;
  return formatMs(ns / 1e6);
}

/** As {@link formatNs}, for milliseconds with fractions. */
export function formatPreciseMs(ms: number): string {
  return formatNs(ms * 1e6);
}

function withUnit(value: number, base: number, units: readonly string[]): string {
  let scaled = value;
  let unit = 0;
  while (scaled >= base * 0.9995 && unit < units.length - 1) {
    scaled /= base;
    unit += 1;
  }
  const digits = unit === 0 || scaled >= 99.95 ? 0 : 1;
  return `${scaled.toFixed(digits)}${units[unit]}`;
}
