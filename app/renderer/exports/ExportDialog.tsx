import { useEffect, useRef, useState } from 'react';
import type { AppError } from '../../shared/errors';
import { formatBytes, formatCount, formatQuantity } from '../../shared/figures';
import type { ExportProgress } from '../../shared/rowExport';
import { Button, Dialog, ErrorNotice, ProgressBar } from '../base';
import { isCancelled, subscribe, toAppError } from '../bridge';
import { exportRows } from './actions';
import styles from './ExportDialog.module.css';
import { ExportFields } from './ExportFields';
import { type ExportForm, sheetLimit } from './exportForm';
import { type ExportTarget, useExport } from './store';

/** Asks how and where rows are exported, and shows how far it is. Closed while there is nothing to ask. */
export function ExportDialog() {
  const target = useExport((state) => state.target);
  if (!target) return null;
  return <Content key={target.queryId} target={target} />;
}

function Content({ target }: { target: ExportTarget }) {
  const last = useExport((state) => state.form);
  const [form, setForm] = useState<ExportForm>(() => formFor(target, last));
  const [error, setError] = useState<AppError | null>(null);
  const [exportId, setExportId] = useState<string | null>(null);
  const work = useRef<AbortController>(null);
  const close = () => {
    work.current?.abort();
    useExport.setState({ target: null });
  };
  const limit = form.what === 'stored' ? sheetLimit(form, target.rows) : null;

  async function start() {
    if (exportId || limit) return;
    const controller = new AbortController();
    const id = crypto.randomUUID();
    work.current = controller;
    setExportId(id);
    setError(null);
    useExport.setState({ form });
    try {
      if (await exportRows(target, form, id, controller.signal)) useExport.setState({ target: null });
    } catch (thrown) {
      if (!isCancelled(thrown)) setError(toAppError(thrown));
    } finally {
      setExportId(null);
    }
  }

  return (
    <Dialog
      title="Export rows"
      isOpen
      focus="field"
      onClose={close}
      actions={
        <>
          <Button onPress={exportId ? () => work.current?.abort() : close}>
            {exportId ? 'Cancel export' : 'Cancel'}
          </Button>
          <Button variant="primary" isPending={exportId !== null} onPress={() => void start()}>
            Export…
          </Button>
        </>
      }
    >
      <p className={styles.lead}>
        {formatQuantity(target.rows, 'row')} of {formatQuantity(target.columns.length, 'column')} stored
        {target.partial ? '; the result has more.' : '.'}
      </p>
      <ExportFields target={target} form={form} onChange={setForm} onSubmit={() => void start()} />
      {limit && (
        <p role="status" className={styles.note}>
          {limit}
        </p>
      )}
      {error && (
        <div ref={intoView} className={styles.note}>
          <ErrorNotice error={error} />
        </div>
      )}
      {exportId && <Progress exportId={exportId} total={form.what === 'stored' ? target.rows : undefined} />}
    </Dialog>
  );
}

/** The choices of the last export, but for what belongs to its own result. */
function formFor(target: ExportTarget, last: ExportForm): ExportForm {
  return { ...last, what: target.partial ? 'again' : 'stored', sheet: '', partitionBy: '' };
}

/** Rows and bytes written so far; nothing until the place is chosen. */
function Progress({ exportId, total }: { exportId: string; total: number | undefined }) {
  const [progress, setProgress] = useState<ExportProgress | null>(null);
  useEffect(
    () =>
      subscribe('rows:progressed', (next) => {
        if (next.exportId === exportId) setProgress(next);
      }),
    [exportId],
  );
  if (!progress) return null;
  const { rows, bytes } = progress;
  return (
    <div ref={intoView} className={styles.progress}>
      <ProgressBar label="Exporting rows" value={total ? rows / total : undefined} />
      <p>
        {formatCount(rows)}
        {total ? ` of ${formatCount(total)}` : ''} rows · {formatBytes(bytes)}
      </p>
    </div>
  );
}

/** What comes below the last field must not be missed in a small window. */
function intoView(element: HTMLElement | null) {
  element?.scrollIntoView({ block: 'nearest' });
}
