import { useMemo } from 'react';
import type { BytesSummary } from '../../shared/bytes';
import { formatCount } from '../../shared/figures';
import { type TreeGridColumn, type TreeGridRow, VirtualTreeGrid } from '../base';
import { type AttributionRow, attributionRows } from './attributionRows';
import styles from './Bytes.module.css';

const COLUMNS: readonly TreeGridColumn<AttributionRow>[] = [
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
  onSelect(row: AttributionRow): void;
}

/** The plan's nodes with their parts: which codec wrote each, and how many bytes. */
export function CodecAttribution({ summary, selected, onSelect }: Props) {
  const rows = useMemo(() => attributionRows(summary), [summary]);
  return (
    <VirtualTreeGrid
      label="Plan nodes and codecs"
      columns={COLUMNS}
      widths="minmax(120px, 2fr) minmax(70px, 1fr) 56px"
      narrow="minmax(80px, 2fr) minmax(80px, 1fr) 48px"
      rowHeight={22}
      indent={8}
      rows={rows}
      place={placeOf}
      selected={selected}
      onSelect={onSelect}
      onToggle={onSelect}
    />
  );
}

function placeOf({ key, depth }: AttributionRow): TreeGridRow {
  return { key, depth };
}
