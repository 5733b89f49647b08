import type { AppError } from './errors';
import { printable } from './printable';

/** UTF-16 code units of a cause that are shown. */
const LONGEST = 500;

/**
 * The root cause from the reader of a damaged file, in one line: it often contains the position.
 * Undefined for other errors, and if the message already contains it.
 */
export function causeOf({ code, message, detail = '' }: AppError): string | undefined {
  if (code !== 'file_damaged' && code !== 'plan_file_damaged') return undefined;
  // DataFusion and Arrow prefix it with outer context.
  const root = detail.split('\ncaused by\n').at(-1) ?? '';
  const line = root
    .split('\n', 1)[0]
    ?.replace(/^(?:[A-Z][\w ]* error: )+/, '')
    .trim();
  if (!line || message.toLowerCase().includes(line.toLowerCase())) return undefined;
  return printable(line.length > LONGEST ? `${line.slice(0, LONGEST)}…` : line);
}
