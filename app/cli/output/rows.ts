import type { Engine, RowSource } from '../../main/engine/engine';
import type { RowOutput } from '../args/rowOutput';
import type { Host } from '../host';
import { count, duration, size } from '../text/quantity';
import { deliver } from './deliver';

/** Runs `source` and writes its rows. @throws what the query, the format or the file object to */
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
  const cancel = () => rows.cancel();
  host.signal.addEventListener('abort', cancel);
  try {
    const complete = await deliver(output.path, host.stdout, async (target) => {
      for (let chunk = await rows.next(); chunk; chunk = await rows.next()) await target.write(chunk);
    });
    if (!complete) return;
    const { rows: total, bytes, elapsedMs } = rows.summary();
    if (output.stats) host.tell(`${count(total, 'row')}, ${duration(elapsedMs)}, ${size(bytes)}`);
  } finally {
    host.signal.removeEventListener('abort', cancel);
    rows.cancel();
  }
}
