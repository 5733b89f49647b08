import { type BrowserWindow, dialog } from 'electron';
import type { Log } from './log';

/** A window whose process dies this often within a minute is not reloaded automatically. */
const RELOADS_PER_MINUTE = 3;

/** Logs uncaught errors of the main process and passes their messages to `report`. */
export function catchFaults(log: Log, report: (message: string) => void): void {
  const handle = (what: string) => (thrown: unknown) => {
    log.fault(what, thrown);
    report(thrown instanceof Error ? thrown.message : String(thrown));
  };
  process.on('uncaughtException', handle('uncaught exception'));
  process.on('unhandledRejection', handle('unhandled rejection'));
}

/** Reloads a window's page when its process died; the workspace restores its contents. */
export function reloadAfterCrash(window: BrowserWindow, log: Log): void {
  let crashes: number[] = [];
  window.webContents.on('render-process-gone', async (_, { reason, exitCode }) => {
    if (reason === 'clean-exit' || window.isDestroyed()) return;
    log.fault('window', `its process ended: ${reason}, exit code ${exitCode}`);
    const now = Date.now();
    crashes = [...crashes.filter((time) => now - time < 60_000), now];
    if (crashes.length <= RELOADS_PER_MINUTE) {
      window.webContents.reload();
      return;
    }
    const { response } = await dialog.showMessageBox(window, {
      type: 'error',
      message: 'The window stopped working several times.',
      detail: `Your queries are saved. The reason was "${reason}"; the log is ${log.path}.`,
      buttons: ['Try again', 'Quit'],
      cancelId: 1,
    });
    if (window.isDestroyed()) return;
    if (response === 0) window.webContents.reload();
    else window.close();
  });
}
