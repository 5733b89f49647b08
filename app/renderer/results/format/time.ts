/** Units of Arrow's times by their place in its enumeration: seconds, milliseconds, microseconds, nanoseconds. */
const FRACTION_DIGITS = [0, 3, 6, 9] as const;

const DAY_SECONDS = 86_400;

/** `2001-03-15` from days since 1970-01-01, in the proleptic Gregorian calendar. */
export function formatDate(days: number): string {
  // Howard Hinnant's civil_from_days: https://howardhinnant.github.io/date_algorithms.html
  const shifted = days + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra -
      Math.floor(dayOfEra / 1460) +
      Math.floor(dayOfEra / 36_524) -
      Math.floor(dayOfEra / 146_096)) /
      365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const monthFromMarch = Math.floor((5 * dayOfYear + 2) / 153);
  const day = dayOfYear - Math.floor((153 * monthFromMarch + 2) / 5) + 1;
  const month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9;
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
  const sign = year < 0 ? '-' : year > 9999 ? '+' : '';
  return `${sign}${String(Math.abs(year)).padStart(4, '0')}-${two(month)}-${two(day)}`;
}

/** `05:30:00.123`, with as many fraction digits as the unit has; zero fractions are left out. */
export function formatTime(value: bigint, unit: number): string {
  const { seconds, fraction } = split(value, unit);
  return clock(seconds, fraction);
}

/**
 * `2001-03-15 05:30:00.123456789`, exact to the unit. Without a time zone it is local time of nowhere in
 * particular; with one it is shown in that zone followed by its offset, `Z` for UTC.
 */
export function formatTimestamp(value: bigint, unit: number, zone: string | null | undefined): string {
  const { seconds, fraction } = split(value, unit);
  const offset = zone ? offsetSeconds(zone, seconds) : 0;
  const local = seconds + BigInt(offset ?? 0);
  const days = floorDiv(local, BigInt(DAY_SECONDS));
  const text = `${formatDate(Number(days))} ${clock(local - days * BigInt(DAY_SECONDS), fraction)}`;
  if (!zone) return text;
  return offset === null ? `${text}Z` : `${text}${formatOffset(offset)}`;
}

/** `1 d 02:03:04.5`, exact to the unit. */
export function formatDuration(value: bigint, unit: number): string {
  const negative = value < 0n;
  const { seconds, fraction } = split(negative ? -value : value, unit);
  const days = seconds / BigInt(DAY_SECONDS);
  const time = clock(seconds % BigInt(DAY_SECONDS), fraction);
  return `${negative ? '-' : ''}${days > 0n ? `${days} d ` : ''}${time}`;
}

/** `1 y 2 mon 3 d 04:05:06`; each part keeps its own sign, parts that are zero are left out. */
export function formatInterval(months: number, days: number, nanoseconds: bigint): string {
  const parts: string[] = [];
  const years = Math.trunc(months / 12);
  if (years) parts.push(`${years} y`);
  if (months % 12) parts.push(`${months % 12} mon`);
  if (days) parts.push(`${days} d`);
  if (nanoseconds || parts.length === 0) {
    const { seconds, fraction } = split(nanoseconds < 0n ? -nanoseconds : nanoseconds, 3);
    parts.push(`${nanoseconds < 0n ? '-' : ''}${clock(seconds, fraction)}`);
  }
  return parts.join(' ');
}

function split(value: bigint, unit: number): { seconds: bigint; fraction: string } {
  const digits = FRACTION_DIGITS[unit] ?? 0;
  const perSecond = 10n ** BigInt(digits);
  const seconds = floorDiv(value, perSecond);
  const rest = value - seconds * perSecond;
  return { seconds, fraction: rest === 0n ? '' : `.${String(rest).padStart(digits, '0')}` };
}

/** Hours may exceed 23 where the value does. */
function clock(seconds: bigint, fraction: string): string {
  const hours = seconds / 3600n;
  return `${two(hours)}:${two((seconds / 60n) % 60n)}:${two(seconds % 60n)}${fraction}`;
}

function floorDiv(value: bigint, by: bigint): bigint {
  const quotient = value / by;
  return value % by < 0n ? quotient - 1n : quotient;
}

function two(value: number | bigint): string {
  return String(value).padStart(2, '0');
}

function formatOffset(seconds: number): string {
  if (seconds === 0) return 'Z';
  const minutes = Math.abs(Math.trunc(seconds / 60));
  return `${seconds < 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}

const zoneFormats = new Map<string, Intl.DateTimeFormat | null>();

/** Seconds a zone is ahead of UTC at an instant; null for a zone or an instant that the system does not know. */
function offsetSeconds(zone: string, seconds: bigint): number | null {
  if (zone === 'UTC' || zone === 'Z') return 0;
  const fixed = /^([+-])(\d{2}):?(\d{2})$/.exec(zone);
  if (fixed) return (fixed[1] === '-' ? -1 : 1) * (Number(fixed[2]) * 3600 + Number(fixed[3]) * 60);
  const instant = new Date(Number(seconds) * 1000);
  const format = zoneFormat(zone);
  if (!format || Number.isNaN(instant.getTime())) return null;
  const parts: Record<string, number> = {};
  for (const { type, value } of format.formatToParts(instant)) parts[type] = Number(value);
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
  const local = new Date(0);
  local.setUTCFullYear(year, month - 1, day);
  local.setUTCHours(hour, minute, second);
  return (local.getTime() - instant.getTime()) / 1000;
}

function zoneFormat(zone: string): Intl.DateTimeFormat | null {
  let format = zoneFormats.get(zone);
  if (format === undefined) {
    try {
      const numeric = 'numeric' as const;
      format = new Intl.DateTimeFormat('en-US-u-ca-iso8601', {
        timeZone: zone,
        hourCycle: 'h23',
        year: numeric,
        month: numeric,
        day: numeric,
        hour: numeric,
        minute: numeric,
        second: numeric,
      });
    } catch {
      // A zone this system does not know is shown as UTC, which is what is stored.
      format = null;
    }
    zoneFormats.set(zone, format);
  }
  return format;
}
