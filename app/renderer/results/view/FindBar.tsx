import { ArrowDown, ArrowUp, X } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { formatCount } from '../../../shared/figures';
import { IconButton, Spinner } from '../../base';
import styles from './FindBar.module.css';
import { closeFind, openFind, setFindText, step, useFind } from './find';
import type { RowsId } from './rowsId';

/** Searches the rows on show: a text, how many rows hold it, the next and the previous of them. */
export function FindBar({ rowsId }: { rowsId: RowsId }) {
  const { rowsId: open, text, isBusy, found, match, error } = useFind();
  const input = useRef<HTMLInputElement>(null);
  const isOpen = open !== null;
  useEffect(() => {
    if (!isOpen) return;
    input.current?.focus();
    input.current?.select();
  }, [isOpen]);
  // Other rows took the place of those that were searched: sorted ones, or those of another run.
  useEffect(() => {
    if (isOpen && open !== rowsId) openFind(rowsId);
  }, [isOpen, open, rowsId]);
  if (!isOpen) return null;

  function onKeyDown(event: React.KeyboardEvent) {
    if (event.key === 'Escape') closeFind();
    else if (event.key === 'Enter') void step(event.shiftKey);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  return (
    <search className={styles.bar} aria-label="Find in results">
      <input
        ref={input}
        type="search"
        className={styles.input}
        aria-label="Find in results"
        placeholder="Find in results"
        value={text}
        spellCheck={false}
        onChange={(event) => setFindText(event.target.value)}
        onKeyDown={onKeyDown}
      />
      <span className={styles.count} role="status">
        {isBusy && <Spinner />}
        {error?.message ?? (found && countText(found.rows, match?.index))}
      </span>
      <IconButton
        label="Previous match"
        keys="Shift+Enter"
        isDisabled={!found?.rows}
        onPress={() => void step(true)}
      >
        <ArrowUp size={14} />
      </IconButton>
      <IconButton label="Next match" keys="Enter" isDisabled={!found?.rows} onPress={() => void step(false)}>
        <ArrowDown size={14} />
      </IconButton>
      <IconButton label="Close" keys="Escape" onPress={closeFind}>
        <X size={14} />
      </IconButton>
    </search>
  );
}

function countText(rows: number, index: number | undefined): string {
  if (rows === 0) return 'No matches';
  const which = index === undefined ? '' : `${formatCount(index + 1)} of `;
  return `${which}${formatCount(rows)} ${rows === 1 ? 'row' : 'rows'}`;
}
