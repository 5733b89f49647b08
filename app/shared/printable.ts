// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
const acting = /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g;

/**
 * One line of text without terminal control characters: `\n`, `\r` and
 * `\t` by name, other control and direction characters as `\u001b`.
 */
export function printable(text: string): string {
  return text.replace(acting, (c) => named[c] ?? `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** The same for text of several lines, which stay lines. */
export function printableBlock(text: string): string {
  return text
    .split(/\r?\n/)
    .map((line) => line.split('\t').map(printable).join('\t'))
    .join('\n');
}

const named: Record<string, string> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };
