import { baseName } from '../../shared/baseName';

/** As many paths as one `catalog:open` takes. */
const BATCH = 1000;

/** The paths to open, each once, in batches the contract allows; blank ones are left out. */
export function openBatches(paths: readonly string[]): string[][] {
  const unique = [...new Set(paths.filter((path) => path !== ''))];
  const batches: string[][] = [];
  for (let start = 0; start < unique.length; start += BATCH) batches.push(unique.slice(start, start + BATCH));
  return batches;
}

/** Describes what is being opened: the file's name, or the number of files. */
export function openingTitle(paths: readonly string[]): string {
  return paths.length === 1 && paths[0] ? `Opening ${baseName(paths[0])}` : `Opening ${paths.length} files`;
}

/** As many names as are spelled out by {@link listed}. */
const LISTED = 8;

/** Names in a sentence, the first few spelled out: `a.csv, b.csv and 3 more`. */
export function listed(names: readonly string[]): string {
  const rest = names.length - LISTED;
  const named = names.slice(0, LISTED).join(', ');
  return rest > 0 ? `${named} and ${rest} more` : named;
}

/** True when a drag carries files, rather than text or a link. */
export function carriesFiles(types: readonly string[]): boolean {
  return types.includes('Files');
}
