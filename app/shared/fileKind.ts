/** Last extensions of files with rows, as the engine knows them: `native/readers/src/format.rs`. */
export const DATA_EXTENSIONS = [
  ...['parquet', 'parq', 'pq'],
  ...['csv', 'tsv', 'tab', 'psv'],
  ...['json', 'ndjson', 'jsonl', 'ldjson'],
  ...['arrow', 'arrows', 'feather', 'ipc'],
  ...['xlsx', 'xlsm', 'xlsb', 'xls'],
] as const;

/** Compression extensions that may follow them. */
export const COMPRESSION_EXTENSIONS = ['gz', 'gzip', 'bz2', 'xz', 'zst', 'zstd'] as const;

/** Extensions of saved plans. */
export const PLAN_EXTENSIONS = ['dfplan', 'pb'] as const;

/** Extensions of SQL files. */
export const QUERY_EXTENSIONS = ['sql'] as const;

const data = new RegExp(`\\.(${DATA_EXTENSIONS.join('|')})(\\.(${COMPRESSION_EXTENSIONS.join('|')}))?$`, 'i');
const plan = new RegExp(`\\.(${PLAN_EXTENSIONS.join('|')})$`, 'i');
const query = new RegExp(`\\.(${QUERY_EXTENSIONS.join('|')})$`, 'i');

/** The kind of a file by its extension, in any case; undefined if the extension is unknown. */
export function fileKind(path: string): 'data' | 'plan' | 'query' | undefined {
  if (data.test(path)) return 'data';
  if (query.test(path)) return 'query';
  return plan.test(path) ? 'plan' : undefined;
}
