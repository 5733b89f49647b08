import { Copy, Search } from 'lucide-react';
import { useState } from 'react';
import type { BytesSummary, PlanNodeBytes } from '../../shared/bytes';
import { formatCount } from '../../shared/figures';
import { IconButton } from '../base';
import styles from './Bytes.module.css';
import type { Selection } from './HexPane';

interface Props {
  summary: BytesSummary;
  selection: Selection | null;
  /** The plan node that the selected bytes belong to. */
  around: PlanNodeBytes | undefined;
  onSearch(typed: string): void;
  onCopy(): void;
}

/** The search box, and the selection. */
export function BytesBar({ summary, selection, around, onSearch, onCopy }: Props) {
  const [typed, setTyped] = useState('');
  return (
    <div className={styles.bar}>
      <form
        className={styles.search}
        onSubmit={(event) => {
          event.preventDefault();
          onSearch(typed);
        }}
      >
        <Search size={13} aria-hidden="true" />
        <input
          aria-label="Offset, text or bytes"
          placeholder="0x1f, text or 44 46"
          spellCheck={false}
          className={styles.input}
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
        />
      </form>
      <p className={styles.status} data-testid="bytes-selection">
        {selection ? rangeText(selection) : `${formatCount(summary.bytes)} bytes`}
        {around && ` · ${around.title || 'unreadable'}`}
        {around && ` · ${around.codec}`}
      </p>
      <IconButton label="Copy the selected bytes as hex" isDisabled={!selection} onPress={onCopy}>
        <Copy size={14} />
      </IconButton>
    </div>
  );
}

function rangeText({ start, end }: Selection): string {
  const hex = (offset: number) => `0x${offset.toString(16)}`;
  if (end - start === 1) return `byte ${formatCount(start)} (${hex(start)})`;
  return `bytes ${hex(start)} to ${hex(end - 1)}, ${formatCount(end - start)} in all`;
}
