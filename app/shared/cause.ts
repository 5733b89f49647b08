import type { AppError } from './errors';
import { printable } from './printable';

/** UTF-16 code units of a cause that are shown. */
const LONGEST = 500;

/**
 * What the reader of a damaged file said at the root of it, in one line: often it knows the place.
 * Undefined for other errors, and where the message says it already.
 */
export function causeOf({ code, message, detail = '' }: AppError): string | undefined {
  if (code !== 'file_damaged' && code !== 'plan_file_damaged') return undefined;
  // DataFusion and Arrow put what is known further out before it.
  const root = detail.split('\ncaused by\n').at(-1) ?? '';
  const line = root
    .split('\n', 1)[0]
    ?.replace(/^(?:[A-Z][\w ]* error: )+/, '')
    .trim();
  if (!line || message.toLowerCase().includes(line.toLowerCase())) return undefined;
  return printable(line.length > LONGEST ? `${line.slice(0, LONGEST)}…` : line);
}
