import { CONDITIONS, type Condition } from '../../shared/commands/conditions';
import { commandOf, type WindowCommand } from '../../shared/commands/registry';
import { isModalOpen } from '../base';
import { noteRun, usePalette } from './store';

/** What the window gives to commands: what each does, and what holds at this moment. */
export interface CommandTarget {
  handlers: Readonly<Record<WindowCommand, () => void>>;
  holds(condition: Condition): boolean;
  /** Calls back whenever what holds may have changed. Returns the function that stops it. */
  subscribe(listener: () => void): () => void;
}

let target: CommandTarget | null = null;
const listeners = new Set<() => void>();

/** Connects commands to the window. Returns the function that disconnects them. */
export function connectCommands(next: CommandTarget): () => void {
  target = next;
  const notify = () => {
    for (const listener of listeners) listener();
  };
  const stop = next.subscribe(notify);
  notify();
  return () => {
    stop();
    if (target === next) target = null;
  };
}

/** Calls back whenever {@link reasonAgainst} may say something else. Returns the function that stops it. */
export function subscribeCommands(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Why a command does not apply now, for the user; null when it does. */
export function reasonAgainst(id: WindowCommand): string | null {
  const missing = commandOf(id).when?.find((condition) => !target?.holds(condition));
  return missing ? CONDITIONS[missing] : null;
}

/** Has a command done, if it applies. */
export function runCommand(id: WindowCommand): void {
  if (!target || reasonAgainst(id) !== null) return;
  if (id !== 'palette.open') noteRun(id);
  target.handlers[id]();
}

/** Commands that act on a field of the dialog, if it has the focus, and else on nothing. */
const IN_DIALOGS: readonly WindowCommand[] = ['edit.undo', 'edit.redo', 'edit.selectAll'];

/** As {@link runCommand}, for keys and the application menu: while a modal dialog is open, nothing behind it is acted on. */
export function runUnlessModal(id: WindowCommand): void {
  const closesPalette = id === 'palette.open' && usePalette.getState().open === 'palette';
  if (closesPalette || IN_DIALOGS.includes(id) || !isModalOpen()) runCommand(id);
}
