import { useState } from 'react';
import type { Fix } from '../../shared/errors';
import { formatQuantity } from '../../shared/figures';
import type { Field } from '../../shared/table';
import { Button, classNames, ErrorNotice, Segment, SegmentedControl, TextBox, writeClipboard } from '../base';
import { type ColumnType, TYPES } from './columnTypes';
import styles from './PreviewPane.module.css';
import { fixTitle } from './readerForm';
import type { PreviewState } from './usePreview';

interface Props {
  state: PreviewState;
  /** Columns whose types are given. */
  types: readonly ColumnType[];
  /** Whether the format lets types be given. */
  typed: boolean;
  onType(column: string, type: string): void;
  onFix(fix: Fix): void;
}

/** Columns that are shown; a wide table would make the dialog slow. */
const COLUMNS = 50;

/** The first rows as the options read them, and the statement that reads them so. */
export function PreviewPane({ state, types, typed, onType, onFix }: Props) {
  const { preview, error, pending } = state;
  const [view, setView] = useState<'rows' | 'sql'>('rows');
  const statement = preview?.statement ?? null;
  return (
    <section className={styles.pane} aria-label="Preview">
      <div className={styles.bar}>
        <SegmentedControl<'rows' | 'sql'>
          label="Preview"
          selected={view}
          onSelect={setView}
          className={styles.views}
        >
          <Segment value="rows" className={styles.view}>
            Rows
          </Segment>
          <Segment value="sql" className={styles.view}>
            SQL
          </Segment>
        </SegmentedControl>
        <span className={styles.status} role="status">
          {pending ? 'Reading…' : error ? 'Not readable with these options' : preview && summary(preview)}
        </span>
      </div>
      {error && (
        <ErrorNotice
          error={error}
          actions={error.reopen?.fixes.map((fix) => (
            <Button key={JSON.stringify(fix)} onPress={() => onFix(fix)}>
              {fixTitle(fix)}
            </Button>
          ))}
        />
      )}
      {preview && view === 'rows' && (
        <section
          className={classNames(styles.scroll, (pending || error) && styles.old)}
          // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reachable by keyboard
          tabIndex={0}
          aria-label="First rows"
        >
          <table className={styles.table}>
            <thead>
              <tr>
                {preview.columns.slice(0, COLUMNS).map((column) => (
                  <th key={column.name} scope="col">
                    <span className={styles.name} title={column.name}>
                      {column.name}
                    </span>
                    {typed ? (
                      <TypeSelect column={column} types={types} onType={onType} />
                    ) : (
                      <span className={styles.type} title={column.type}>
                        {column.shortType}
                      </span>
                    )}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {preview.rows.map((row, index) => (
                <tr key={index}>
                  {row.slice(0, COLUMNS).map((value, place) => {
                    const column = preview.columns[place];
                    return (
                      <td
                        key={column?.name ?? place}
                        className={classNames(
                          value === null && styles.null,
                          (column?.kind === 'integer' ||
                            column?.kind === 'float' ||
                            column?.kind === 'decimal') &&
                            styles.number,
                        )}
                        title={value ?? undefined}
                      >
                        {value ?? 'NULL'}
                      </td>
                    );
                  })}
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      )}
      {view === 'sql' &&
        (statement === null ? (
          <p className={styles.none}>No statement makes this table.</p>
        ) : (
          <div className={styles.statement}>
            <TextBox>{statement}</TextBox>
            <Button onPress={() => void writeClipboard(statement)}>Copy statement</Button>
          </div>
        ))}
    </section>
  );
}

function summary({ rows, columns }: NonNullable<PreviewState['preview']>): string {
  const shown = columns.length > COLUMNS ? `first ${COLUMNS} of ` : '';
  return `First ${formatQuantity(rows.length, 'row')}, ${shown}${formatQuantity(columns.length, 'column')}`;
}

interface TypeProps {
  column: Field;
  types: readonly ColumnType[];
  onType(column: string, type: string): void;
}

/** The type of one column: found, or given. */
function TypeSelect({ column: { name, shortType }, types, onType }: TypeProps) {
  const given = types.find(({ column }) => column === name)?.type ?? '';
  const others = given !== '' && !TYPES.some((type) => type === given) ? [given] : [];
  return (
    <select
      className={styles.select}
      aria-label={`Type of ${name}`}
      value={given}
      onChange={(event) => onType(name, event.target.value)}
    >
      <option value="">{given === '' ? `Automatic: ${shortType}` : 'Automatic'}</option>
      {[...TYPES, ...others].map((type) => (
        <option key={type} value={type}>
          {type}
        </option>
      ))}
    </select>
  );
}
