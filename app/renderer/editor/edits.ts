import { isModalOpen } from '../base';
import { activeEditor } from './active';

/** The commands of the Edit menu except the clipboard's. */
export type EditCommand = 'undo' | 'redo' | 'selectAll';

/**
 * Undoes, redoes or selects all: by the browser in a field that has the focus, else in the query on
 * show. The browser's own undo would act on the few lines that the editor keeps in its hidden field.
 */
export function edit(command: EditCommand): void {
  const focused = document.activeElement;
  // A question is asked: what lies behind it stays as it is.
  const asked = isModalOpen() || focused?.closest('[role=dialog]');
  if (asked && !isField(focused)) return;
  const editor = activeEditor();
  const inText = editor?.getDomNode()?.contains(focused) && !focused?.closest('.find-widget');
  const model = editor?.getModel();
  if (!inText && (isField(focused) || command === 'selectAll' || !model)) {
    document.execCommand(command);
    return;
  }
  if (!editor || !model) return;
  editor.focus();
  if (command === 'selectAll') editor.setSelection(model.getFullModelRange());
  else void model[command]();
}

function isField(element: Element | null): boolean {
  return element instanceof HTMLInputElement || element instanceof HTMLTextAreaElement;
}
