import { resolve } from 'node:path';

/**
 * The files named on a command line, as absolute paths.
 *
 * @param argv of the process, the executable first
 * @param options.development true when the first argument is the application's own folder
 * @param options.folder the base of relative paths
 */
export function filesOf(
  argv: readonly string[],
  options: { development: boolean; folder: string },
): string[] {
  const { plain, after } = partsOf(argv);
  const files = [...(options.development ? plain.slice(1) : plain), ...after];
  return files.map((file) => resolve(options.folder, file));
}

/**
 * The arguments to start the application like `argv`, with other files.
 *
 * @param files absolute paths
 */
export function argumentsWith(
  files: readonly string[],
  argv: readonly string[],
  { development }: { development: boolean },
): string[] {
  const { switches, plain } = partsOf(argv);
  return [...switches, ...(development ? plain.slice(0, 1) : []), ...files];
}

function partsOf(argv: readonly string[]) {
  const separator = argv.indexOf('--');
  const before = separator < 0 ? argv.slice(1) : argv.slice(1, separator);
  const after = separator < 0 ? [] : argv.slice(separator + 1);
  return {
    // Chromium's and the debugger's own switches all start with a dash and carry no separate value.
    switches: before.filter((argument) => argument.startsWith('-')),
    plain: before.filter((argument) => argument !== '' && !argument.startsWith('-')),
    after,
  };
}
