import type { Engine, RowSource } from '../../main/engine/engine';
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
  const toTerminal = output.path === undefined && host.stdout.isTerminal;
  const rows = engine.rows(source, output.format, {
    maxRows: output.maxRows,
    ...(toTerminal && { width: host.stdout.columns, terminal: true }),
  });
  const complete = await deliver(output.path, host.stdout, (target) =>
    drain(rows, host.signal, (chunk) => target.write(chunk)),
  );
  if (!complete || !output.stats) return;
  const { rows: total, bytes, elapsedMs, phases } = rows.summary();
  host.log(`${formatQuantity(total, 'row')}, ${formatMs(elapsedMs)}, ${formatBytes(bytes)}`);
  const times = PHASES.flatMap(({ id, title }) => {
    const ms = phases[id];
    return ms === null ? [] : [`${title.toLowerCase()} ${formatPreciseMs(ms)}`];
  });
  host.log(times.join(', '));
}
