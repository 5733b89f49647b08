import { useState } from 'react';
import { TextField } from '../base';
import { DEFAULT_LIMITS } from '../query';
import { setLayout, useWorkspace } from '../workspace';
import { bytesOf, rowsOf, rowsText, sizeText } from './limitText';
import styles from './ResultLimits.module.css';

const INVALID = 'A whole number above 0, or empty for no limit';

/** How many rows a result may have before its query pauses. */
export function ResultLimits() {
  const limits = useWorkspace((state) => state.layout.resultLimits ?? DEFAULT_LIMITS);
  const [rows, setRows] = useState(() => rowsText(limits.rows));
  const [size, setSize] = useState(() => sizeText(limits.bytes));

  function changeRows(text: string) {
    setRows(text);
    const value = rowsOf(text);
    if (value !== undefined) setLayout({ resultLimits: { ...limits, rows: value } });
  }

  function changeSize(text: string) {
    setSize(text);
    const value = bytesOf(text);
    if (value !== undefined) setLayout({ resultLimits: { ...limits, bytes: value } });
  }

  return (
    <section aria-label="Limits of results" className={styles.limits}>
      <p>A query pauses at these limits until you load more rows. Leave a field empty for no limit.</p>
      <TextField
        label="Rows"
        value={rows}
        description={rowsOf(rows) === undefined ? INVALID : undefined}
        onChange={changeRows}
      />
      <TextField
        label="Size in MiB"
        value={size}
        description={bytesOf(size) === undefined ? INVALID : 'In memory and on disk'}
        onChange={changeSize}
      />
    </section>
  );
}
