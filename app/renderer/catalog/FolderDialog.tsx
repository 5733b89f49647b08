import { CircleAlert } from 'lucide-react';
import { useState } from 'react';
import { baseName } from '../../shared/baseName';
import { formatBytes, formatQuantity } from '../../shared/figures';
import { Button, Checkbox, Dialog } from '../base';
import { openPaths, openWhole } from './actions';
import styles from './FolderDialog.module.css';
import { listed } from './paths';
import type { FolderQuestion } from './store';

interface Props {
  folder: FolderQuestion;
  onClose(): void;
}

const FORMATS = {
  parquet: 'Parquet',
  csv: 'CSV',
  json: 'JSON',
  ndjson: 'JSON lines',
  arrow: 'Arrow',
  excel: 'Excel',
} as const;

/** Asks which of a folder's different tables to open. */
export function FolderDialog({ folder, onClose }: Props) {
  const { path, tables, faults, oneFormat } = folder;
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const chosen = tables.filter((table) => !left.has(table.path));
  const [first] = tables;

  function choose(table: string, selected: boolean) {
    const next = new Set(left);
    if (selected) next.delete(table);
    else next.add(table);
    setLeft(next);
  }

  return (
    <Dialog
      title={title(baseName(path), tables.length)}
      isOpen
      onClose={onClose}
      actions={
        <>
          <Button onPress={onClose}>Cancel</Button>
          {oneFormat && first && (
            <Button
              onPress={() => {
                void openWhole(path, first.format);
                onClose();
              }}
            >
              Open as one table
            </Button>
          )}
          <Button
            variant="primary"
            isDisabled={chosen.length === 0}
            onPress={() => {
              void openPaths(chosen.map((table) => table.path));
              onClose();
            }}
          >
            {`Open ${formatQuantity(chosen.length, 'table')}`}
          </Button>
        </>
      }
    >
      <p>Files with the same columns are opened together.</p>
      <ul className={styles.list} aria-label="Tables in this folder">
        {tables.map((table) => (
          <li key={table.path} className={styles.item}>
            <Checkbox
              isSelected={!left.has(table.path)}
              onChange={(selected) => choose(table.path, selected)}
            >
              <span className={styles.name}>{table.name}</span>
              <span className={styles.facts}>
                {below(path, table.path)} · {FORMATS[table.format]} ·{' '}
                {table.files > 1 && `${formatQuantity(table.files, 'file')} · `}
                {formatBytes(table.bytes)}
              </span>
              <span className={styles.facts}>{listed(table.columns)}</span>
            </Checkbox>
          </li>
        ))}
        {faults.map((fault) => (
          <li key={fault.path} className={styles.fault}>
            <CircleAlert size={14} aria-hidden="true" />
            <div>
              <span className={styles.name}>{below(path, fault.path)}</span>
              <span className={styles.facts}>Can't be opened: {reason(fault)}</span>
            </div>
          </li>
        ))}
      </ul>
    </Dialog>
  );
}

/** The message without the path, which stands above it. */
function reason({ path, error }: FolderQuestion['faults'][number]): string {
  return error.message.replace(`${path} cannot be read: `, '');
}

function title(folder: string, tables: number): string {
  if (tables === 0) return `No file in ${folder} can be opened`;
  return `${folder} contains ${tables === 1 ? 'one table and other files' : `${tables} different tables`}`;
}

/** The part of a path below the folder. */
function below(folder: string, path: string): string {
  return path.startsWith(folder) ? path.slice(folder.length).replace(/^[\\/]/, '') : path;
}
