'use strict';
const { app, BrowserWindow } = require('electron');

/** The least that an Electron application can be: one blank page in a window of the workbench's size. */
app.setPath('userData', process.env.EMPTY_WINDOW_HOME ?? '');
app.on('window-all-closed', () => app.quit());
app.whenReady().then(() => {
  const window = new BrowserWindow({ width: 1440, height: 900, show: false });
  window.once('ready-to-show', () => window.show());
  return window.loadURL('data:text/html,<title>Empty</title>');
});
