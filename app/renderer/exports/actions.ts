import { formatBytes, formatMs, formatQuantity } from '../../shared/figures';
import { toast, toastError } from '../base';
import { call, toAppError } from '../bridge';
import { type ExportForm, optionsOf } from './exportForm';
import type { ExportTarget } from './store';

/** Asks where, and writes the rows there. False when the user chose no place. @throws CallError */
export async function exportRows(
  target: ExportTarget,
  form: ExportForm,
  exportId: string,
  signal: AbortSignal,
): Promise<boolean> {
  const { queryId, name } = target;
  const request = {
    exportId,
    queryId,
    what: form.what,
    format: form.format,
    options: optionsOf(form),
    suggestedName: name,
  };
  const written = await call('rows:export', request, { signal });
  if (!written) return false;
  const { path, rows, bytes, elapsedMs } = written;
  toast({
    kind: 'ok',
    title: `Exported ${formatQuantity(rows, 'row')}`,
    description: `${path}. ${formatBytes(bytes)} in ${formatMs(elapsedMs)}.`,
    action: {
      title: 'Show in folder',
      run: () => {
        call('shell:reveal', { path }).catch((thrown) => toastError(toAppError(thrown)));
      },
    },
  });
  return true;
}
