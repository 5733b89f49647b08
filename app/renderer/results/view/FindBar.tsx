import { ArrowDown, ArrowUp, X } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { formatCount } from '../../../shared/figures';
import { IconButton, Spinner } from '../../base';
import { scopedKeysLabel } from '../../commands';
import styles from './FindBar.module.css';
import { closeFind, openFind, setFindText, step, useFind } from './find';
import { partsOf, type RowsId } from './rowsId';

/** Searches the rows on show: a text, how many rows hold it, the next and the previous of them. */
export function FindBar({ rowsId }: { rowsId: RowsId }) {
  const { rowsId: open, text, isBusy, found, match, error } = useFind();
  const input = useRef<HTMLInputElement>(null);
  const isOpen = open === rowsId;
  useEffect(() => {
    if (!isOpen) return;
    input.current?.focus();
    input.current?.select();
  }, [isOpen]);
  // The rows were sorted or filtered: they are searched in their new order.
  const { queryId } = partsOf(rowsId);
  const isOld = open !== null && open !== rowsId && partsOf(open).queryId === queryId;
  useEffect(() => {
    if (isOld) openFind(rowsId);
  }, [isOld, rowsId]);
  useEffect(() => () => closeFind(queryId), [queryId]);
  if (open !== rowsId) return null;

  function onKeyDown(event: React.KeyboardEvent) {
    if (event.key === 'Escape') closeFind(queryId);
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
        keys={scopedKeysLabel('find.previous')}
        isDisabled={!found?.rows}
        onPress={() => void step(true)}
      >
        <ArrowUp size={14} />
      </IconButton>
      <IconButton
        label="Next match"
        keys={scopedKeysLabel('find.next')}
        isDisabled={!found?.rows}
        onPress={() => void step(false)}
      >
        <ArrowDown size={14} />
      </IconButton>
      <IconButton label="Close" onPress={() => closeFind(queryId)}>
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
