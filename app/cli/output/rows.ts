import { stat } from 'node:fs/promises';
import type { Engine, RowSource, RowSummary } from '../../main/engine/engine';
import { cancelled } from '../../main/services/serviceError';
import { formatBytes, formatMs, formatPreciseMs, formatQuantity } from '../../shared/figures';
import { PHASES } from '../../shared/phases';
import type { RowOutput } from '../args/rowOutput';
import { drain } from '../drain';
import type { Host } from '../host';
import { deliver } from './deliver';

/** Runs `source` and writes its rows. @throws errors of the query, the format or the file */
export async function writeRows(
  engine: Engine,
  source: RowSource,
  output: RowOutput,
  host: Host,
): Promise<void> {
  const { path } = output;
  const summary =
    path !== undefined && (await becomesFile(path))
      ? await writeFile(engine, source, output, path, host.signal)
      : await writeStream(engine, source, output, host);
  if (!summary || !output.stats) return;
  const { rows: total, bytes, elapsedMs, phases } = summary;
  host.log(`${formatQuantity(total, 'row')}, ${formatMs(elapsedMs)}, ${formatBytes(bytes)}`);
  const times = PHASES.flatMap(({ id, title }) => {
    const ms = phases[id];
    return ms === null ? [] : [`${title.toLowerCase()} ${formatPreciseMs(ms)}`];
  });
  host.log(times.join(', '));
}

/** False for devices and named pipes, which are written directly. */
async function becomesFile(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => undefined);
  return !found || found.isFile() || found.isDirectory();
}

/** Lets the engine write the file, which gets its name when it is complete. */
async function writeFile(
  engine: Engine,
  source: RowSource,
  { format, maxRows, options }: RowOutput,
  path: string,
  signal: AbortSignal,
): Promise<RowSummary> {
  if (signal.aborted) throw cancelled();
  const work = engine.exportRows(source, path, format, { overwrite: true, encode: { maxRows, options } });
  const cancel = () => work.cancel();
  signal.addEventListener('abort', cancel);
  try {
    const summary = await work.written();
    await work.commit();
    return summary;
  } finally {
    signal.removeEventListener('abort', cancel);
    work.cancel();
  }
}

/** Undefined when the reader of standard output went away. */
async function writeStream(
  engine: Engine,
  source: RowSource,
  { format, path, maxRows, options }: RowOutput,
  host: Host,
): Promise<RowSummary | undefined> {
  const toTerminal = path === undefined && host.stdout.isTerminal;
  const rows = engine.rows(source, format, {
    maxRows,
    options,
    ...(toTerminal && { width: host.stdout.columns, terminal: true }),
  });
  const complete = await deliver(path, host.stdout, (target) =>
    drain(rows, host.signal, (chunk) => target.write(chunk)),
  );
  return complete ? rows.summary() : undefined;
}
