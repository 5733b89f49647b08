import { BrowserWindow, Menu, shell } from 'electron';
import { sendEvent } from './ipc/register';
import type { Log } from './log';
import { menuTemplate } from './menu';

/** Builds the menu of all windows: commands go to the window with the focus. */
export function buildApplicationMenu(log: Log): void {
  const template = menuTemplate(process.platform, {
    choose: (command) => {
      if (command === 'help.log') {
        shell.showItemInFolder(log.path);
        return;
      }
      const window = BrowserWindow.getFocusedWindow() ?? BrowserWindow.getAllWindows()[0];
      if (window) sendEvent(window.webContents, 'menu:chosen', { command });
    },
  });
  Menu.setApplicationMenu(Menu.buildFromTemplate(template));
}
