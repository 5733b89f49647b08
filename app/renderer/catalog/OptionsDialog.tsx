import { useRef, useState } from 'react';
import { baseName } from '../../shared/baseName';
import type { AppError } from '../../shared/errors';
import { Button, Dialog, ErrorNotice } from '../base';
import { isCancelled, toAppError } from '../bridge';
import { openWith, reopenWith } from './actions';
import styles from './OptionsDialog.module.css';
import { OptionsFields } from './OptionsFields';
import { formOf, optionsOf } from './readerForm';
import type { OptionsTarget } from './store';

interface Props {
  target: OptionsTarget;
  onClose(): void;
}

/** Reader options of a table's files; empty ones are detected. */
export function OptionsDialog({ target, onClose }: Props) {
  const { path, table } = target;
  const found = table?.format ?? formatOf(path);
  const [form, setForm] = useState(() => formOf(target.options));
  const [error, setError] = useState<AppError | null>(null);
  const [busy, setBusy] = useState(false);
  const work = useRef<AbortController>(null);

  async function open() {
    if (busy) return;
    const controller = new AbortController();
    work.current = controller;
    const { signal } = controller;
    setBusy(true);
    setError(null);
    try {
      const options = optionsOf(form, found);
      const failure = table
        ? await reopenWith(table, options, signal)
        : await openWith(path, options, signal);
      if (failure) setError(failure);
      else onClose();
    } catch (thrown) {
      if (!isCancelled(thrown)) setError(toAppError(thrown));
    } finally {
      setBusy(false);
    }
  }

  function close() {
    work.current?.abort();
    onClose();
  }

  return (
    <Dialog
      title={`Open options for ${table?.name ?? baseName(path)}`}
      isOpen
      focus="field"
      onClose={close}
      actions={
        <>
          <span className={styles.reset}>
            <Button variant="quiet" onPress={() => setForm(formOf({}))}>
              Reset to automatic
            </Button>
          </span>
          <Button onPress={close}>Cancel</Button>
          <Button variant="primary" isPending={busy} onPress={() => void open()}>
            {table ? 'Reopen' : 'Open'}
          </Button>
        </>
      }
    >
      <p className={styles.path} title={path}>
        {path}
      </p>
      <OptionsFields form={form} found={found} onChange={setForm} onSubmit={() => void open()} />
      {error && (
        <div ref={intoView} className={styles.error}>
          <ErrorNotice error={error} />
        </div>
      )}
    </Dialog>
  );
}

/** Scrolls an error below the last field into view in a small window. */
function intoView(element: HTMLElement | null) {
  element?.scrollIntoView({ block: 'nearest' });
}

/** What a file that is not open is taken for until it is: its extension says so. */
function formatOf(path: string) {
  const extension = /\.(\w+)(?:\.(?:gz|gzip|bz2|xz|zst|zstd))?$/i.exec(path)?.[1]?.toLowerCase() ?? '';
  if (/^(ndjson|jsonl|ldjson)$/.test(extension)) return 'ndjson';
  if (extension === 'json') return 'json';
  if (/^(parquet|parq|pq)$/.test(extension)) return 'parquet';
  if (/^(arrow|arrows|feather|ipc)$/.test(extension)) return 'arrow';
  return 'csv';
}
