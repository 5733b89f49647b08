import { useMemo } from 'react';
import type { BytesSummary } from '../../shared/bytes';
import { formatCount } from '../../shared/figures';
import styles from './Bytes.module.css';
import { type OriginRow, originRows } from './parts';
import { type Column, Rows } from './Rows';

const COLUMNS: readonly Column<OriginRow>[] = [
  { title: 'Plan node', cell: ({ title }) => <span title={title}>{title}</span> },
  {
    title: 'Codec',
    cell: ({ codec }) => (
      <span className={QUIET.has(codec) ? styles.quiet : styles.codec} title={codec}>
        {codec}
      </span>
    ),
  },
  { title: 'Own', right: true, cell: ({ bytes }) => bytes !== null && formatCount(bytes) },
];

/** What needs no codec of an extension. */
const QUIET: ReadonlySet<string> = new Set(['DataFusion', 'by name']);

interface Props {
  summary: BytesSummary;
  /** Key of the node around the selected bytes. */
  selected: string | null;
  onSelect(row: OriginRow): void;
}

/** The plan's nodes with their parts: which codec wrote each, and how many bytes. */
export function OriginRows({ summary, selected, onSelect }: Props) {
  const rows = useMemo(() => originRows(summary), [summary]);
  const last = rows.length - 1;
  const within = (place: number) => Math.min(Math.max(place, 0), last);
  return (
    <Rows
      label="Plan nodes and codecs"
      columns={COLUMNS}
      widths="minmax(120px, 2fr) minmax(70px, 1fr) 56px"
      narrow="minmax(80px, 2fr) minmax(80px, 1fr) 48px"
      rows={rows}
      place={({ key, depth }) => ({ key, depth })}
      selected={selected}
      onSelect={onSelect}
      onToggle={onSelect}
      move={(index, key, page) => {
        const steps: Record<string, number> = {
          ArrowDown: within(index + 1),
          ArrowUp: within(index - 1),
          PageDown: within(index + page),
          PageUp: within(index - page),
          Home: 0,
          End: last,
        };
        return steps[key] ?? null;
      }}
    />
  );
}
