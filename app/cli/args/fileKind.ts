/** As the engine knows data files by name: `native/engine/src/catalog/format.rs`. */
const data =
  /\.(parquet|parq|pq|csv|tsv|tab|psv|json|ndjson|jsonl|ldjson|arrow|arrows|feather|ipc)(\.(gz|gzip|bz2|xz|zst|zstd))?$/i;

const plan = /\.(dfplan|pb)$/i;

/** What a file is by its name; undefined when the name does not tell. */
export function fileKind(path: string): 'data' | 'plan' | undefined {
  if (data.test(path)) return 'data';
  return plan.test(path) ? 'plan' : undefined;
}
