import type { BytesSummary, PlanNodeBytes, PlanPart, WireFault } from '../../shared/bytes';
import { formatBytes, formatQuantity } from '../../shared/figures';
import { printable } from '../../shared/printable';

const KINDS: Record<PlanPart['kind'], string> = {
  operator: 'operator',
  table: 'table',
  fileFormat: 'file format',
  scalarFunction: 'scalar function',
  aggregateFunction: 'aggregate function',
  windowFunction: 'window function',
  expression: 'expression',
};

/** The bytes of a plan by node and by codec; offsets count from the start of the plan's bytes. */
export function bytesReport(summary: BytesSummary): string {
  const { nodes, parts, fault } = summary;
  const sections = [
    table(['File', summary.path], ['Bytes', readAs(summary)], ['SHA-256', summary.sha256]),
    ...(nodes.length > 0 ? [`Nodes\n${indent(nodeRows(nodes))}`] : []),
    ...(parts.length > 0 ? [`Written by codecs\n${indent(partRows(parts))}`] : []),
    ...(fault ? [`Decoding fails\n${indent(faultRows(fault))}`] : []),
  ];
  return `${sections.join('\n\n')}\n`;
}

/** The position of a fault in one line. */
export function faultLine({ offset, path, expected, found }: WireFault): string {
  return printable(
    `At byte ${offset} (0x${offset.toString(16)})${path ? `, in ${path}` : ''}: expected ${expected}, found ${found}.`,
  );
}

function readAs({ bytes, kind, container }: BytesSummary): string {
  if (kind === null) return `${formatBytes(bytes)}, no plan`;
  return `${formatBytes(bytes)}, read as ${kind === 'optimized' && container === 'bytes' ? 'a logical' : `the ${kind}`} plan`;
}

function nodeRows(nodes: readonly PlanNodeBytes[]): string {
  const depths: number[] = [];
  for (const [place, { parent }] of nodes.entries()) {
    depths[place] = parent === null ? 0 : (depths[parent] ?? 0) + 1;
  }
  return table(
    ['offset', 'bytes', 'own', 'codec', 'operator'],
    ...nodes.map(({ start, end, ownBytes, codec, title }, place) => [
      String(start),
      String(end - start),
      String(ownBytes),
      codec,
      `${'  '.repeat(Math.min(depths[place] ?? 0, 40))}${title || 'unreadable'}`,
    ]),
  );
}

function partRows(parts: readonly PlanPart[]): string {
  return table(
    ['offset', 'payload', 'codec', 'part'],
    ...parts.map(({ start, payloadStart, payloadEnd, codec, kind, name, count: times }) => [
      String(start),
      payloadEnd > payloadStart ? formatQuantity(payloadEnd - payloadStart, 'byte') : '-',
      codec,
      `${[KINDS[kind], name].filter(Boolean).join(' ')}${times > 1 ? ` (${times} times)` : ''}`,
    ]),
  );
}

function faultRows({ offset, path, expected, found }: WireFault): string {
  return table(
    ['at', `byte ${offset} (0x${offset.toString(16)})`],
    ['in', path || 'the outermost message'],
    ['expected', expected],
    ['found', found],
  );
}

/** Aligned columns; numbers to the right, the last column with any length. */
function table(...rows: string[][]): string {
  const cells = rows.map((row) => row.map(printable));
  const widths = (cells[0] ?? []).map((_, column) =>
    cells.reduce((max, row) => Math.max(max, row[column]?.length ?? 0), 0),
  );
  const numeric = (column: number) => cells.slice(1).every((row) => /^\d+$/.test(row[column] ?? ''));
  const aligned = widths.map((width, column) => ({ width, right: cells.length > 1 && numeric(column) }));
  return cells
    .map((row) =>
      row.map((cell, column) => {
        if (column === row.length - 1) return cell;
        const { width = 0, right = false } = aligned[column] ?? {};
        return right ? cell.padStart(width) : cell.padEnd(width);
      }),
    )
    .map((row) => row.join('  '))
    .join('\n');
}

function indent(text: string): string {
  return text
    .split('\n')
    .map((line) => `  ${line}`)
    .join('\n');
}
