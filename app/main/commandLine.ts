import { resolve } from 'node:path';

/**
 * The files named on a command line, as absolute paths.
 *
 * @param argv as the process got it, the executable first
 * @param options.development true when the first argument is the application's own folder
 * @param options.folder what relative paths start from
 */
export function filesOf(
  argv: readonly string[],
  options: { development: boolean; folder: string },
): string[] {
  const separator = argv.indexOf('--');
  const before = separator < 0 ? argv.slice(1) : argv.slice(1, separator);
  const after = separator < 0 ? [] : argv.slice(separator + 1);
  // Chromium's and the debugger's own switches all start with a dash and carry no separate value.
  const plain = before.filter((argument) => argument !== '' && !argument.startsWith('-'));
  const files = [...(options.development ? plain.slice(1) : plain), ...after];
  return files.map((file) => resolve(options.folder, file));
}
