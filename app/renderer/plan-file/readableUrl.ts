import { printable } from '../../shared/printable';

/**
 * A file URL as a path; other text as it stands. Characters that turn the direction of text or do
 * not show are spelt out: a target must not look like another one.
 */
export function readableUrl(url: string): string {
  if (!url.startsWith('file://')) return printable(url);
  try {
    return printable(decodeURIComponent(url.slice('file://'.length)));
  } catch {
    return printable(url);
  }
}
