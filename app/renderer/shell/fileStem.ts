/** The title of a document without its ending, as a file's name. */
export function fileStem(title: string | undefined, fallback: string): string {
  const stem = (title ?? '').replace(/\.(sql|dfplan)$/i, '').replace(/[\\/:*?"<>|]/g, '_');
  return stem.slice(0, 180) || fallback;
}
