import { useRef, useState } from 'react';
import { baseName } from '../../shared/baseName';
import type { AppError } from '../../shared/errors';
import { Button, Dialog, ErrorNotice } from '../base';
import { isCancelled, toAppError } from '../bridge';
import { openWith, reopenWith } from './actions';
import { withType } from './columnTypes';
import styles from './OptionsDialog.module.css';
import { OptionsFields } from './OptionsFields';
import { PreviewPane } from './PreviewPane';
import { formOf, optionsOf, withFix } from './readerForm';
import type { OptionsTarget } from './store';
import { usePreview } from './usePreview';

interface Props {
  target: OptionsTarget;
  onClose(): void;
}

/** Reader options of a table's files beside a preview of its rows; empty ones are detected. */
export function OptionsDialog({ target, onClose }: Props) {
  const { path, table } = target;
  const [form, setForm] = useState(() => formOf(target.options));
  const [error, setError] = useState<AppError | null>(null);
  const [busy, setBusy] = useState(false);
  const work = useRef<AbortController>(null);
  const known = table?.format ?? formatOf(path);
  const [found, setFound] = useState(known);
  const options = optionsOf(form, found);
  const state = usePreview(path, table?.name, options);
  const { preview } = state;
  const unreadable = state.error !== null && !state.pending;
  if (preview && form.format === '' && preview.format !== found) setFound(preview.format);

  async function open() {
    if (busy || unreadable) return;
    const controller = new AbortController();
    work.current = controller;
    const { signal } = controller;
    setBusy(true);
    setError(null);
    try {
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

  // What the preview says already is not said twice.
  const failure = error?.message === state.error?.message ? null : error;
  return (
    <Dialog
      title={`Open options for ${table?.name ?? baseName(path)}`}
      isOpen
      focus="field"
      full
      onClose={close}
      actions={
        <>
          <span className={styles.reset}>
            <Button variant="quiet" onPress={() => setForm(formOf({}))}>
              Reset to automatic
            </Button>
          </span>
          <Button onPress={close}>Cancel</Button>
          <Button variant="primary" isPending={busy} isDisabled={unreadable} onPress={() => void open()}>
            {table ? 'Reopen' : 'Open'}
          </Button>
        </>
      }
    >
      <div className={styles.panes}>
        <div className={styles.fields}>
          <p className={styles.path} title={path}>
            {path}
          </p>
          <OptionsFields
            form={form}
            found={found}
            foundOptions={preview?.found ?? null}
            sheets={preview?.sheets ?? []}
            onChange={setForm}
            onSubmit={() => void open()}
          />
          {failure && (
            <div ref={intoView} className={styles.error}>
              <ErrorNotice error={failure} />
            </div>
          )}
        </div>
        <PreviewPane
          state={state}
          types={form.types}
          typed={['csv', 'excel'].includes(form.format || found)}
          onType={(column, type) => setForm({ ...form, types: withType(form.types, column, type) })}
          onFix={(fix) => setForm(formOf(withFix(options, fix)))}
        />
      </div>
    </Dialog>
  );
}

/** Scrolls an error below the last field into view in a small window. */
function intoView(element: HTMLElement | null) {
  element?.scrollIntoView({ block: 'nearest' });
}

/** What a file is taken for until it was read: its extension says so. */
function formatOf(path: string) {
  const extension = /\.(\w+)(?:\.(?:gz|gzip|bz2|xz|zst|zstd))?$/i.exec(path)?.[1]?.toLowerCase() ?? '';
  if (/^(ndjson|jsonl|ldjson)$/.test(extension)) return 'ndjson';
  if (extension === 'json') return 'json';
  if (/^(parquet|parq|pq)$/.test(extension)) return 'parquet';
  if (/^(arrow|arrows|feather|ipc)$/.test(extension)) return 'arrow';
  if (/^(xlsx|xlsm|xlsb|xls)$/.test(extension)) return 'excel';
  return 'csv';
}
