'use strict';
/**
 * Runs an application as it is and writes down when its first window reached
 * each mark, in milliseconds since the process was spawned; then quits it.
 *
 * Environment: `PROBE_TARGET` the application's main file, `PROBE_START` the
 * time of the spawn (epoch, ms), `PROBE_OUT` the file to write, `PROBE_MARKS`
 * `window` or `workbench`.
 */
const { app } = require('electron');
const { writeFileSync } = require('node:fs');
const { join } = require('node:path');
const { performance } = require('node:perf_hooks');

const { PROBE_TARGET = '', PROBE_START, PROBE_OUT = '', PROBE_MARKS } = process.env;
const start = Number(PROBE_START);
const marks = {};
const mark = (name) => {
  marks[name] ??= performance.timeOrigin + performance.now() - start;
};

mark('main');
app.once('ready', () => mark('app ready'));
app.once('browser-window-created', (_event, window) => {
  mark('window created');
  /** @type {Promise<void>} */
  const shown = new Promise((resolve) => {
    window.once('ready-to-show', () => mark('ready to show'));
    window.once('show', () => {
      mark('window shown');
      resolve();
    });
  });
  window.webContents.once('dom-ready', () => {
    mark('document ready');
    void Promise.all([shown, inPage(window.webContents)]).then(finish);
  });
});
require(PROBE_TARGET);

/** Waits for the page's own marks: looked for at each frame, so that they are exact to a frame. */
async function inPage(contents) {
  if (PROBE_MARKS === 'workbench') {
    const tables = contents.executeJavaScript(
      waitFor(`[...document.querySelectorAll('[aria-label="Tables"] [role="row"]')]
        .some((row) => row.textContent.includes('flights'))`),
    );
    const focus = await contents.executeJavaScript(
      waitFor(`document.activeElement?.closest('[data-testid="editor"]')`),
    );
    contents.sendInputEvent({ type: 'char', keyCode: '§' });
    const typed = await contents.executeJavaScript(
      waitFor(`document.querySelector('[data-testid="editor"]').textContent.includes('§')`),
    );
    marks['editor focused'] = focus - start;
    marks['typing shows'] = typed - start;
    marks['tables listed'] = (await tables) - start;
  }
  const paints = await contents.executeJavaScript(`performance.getEntriesByType('paint')
    .map(({ name, startTime }) => [name, performance.timeOrigin + startTime])`);
  for (const [name, time] of paints) marks[name.replaceAll('-', ' ')] = time - start;
}

function waitFor(condition) {
  return `new Promise((resolve) => {
    const look = () => ${condition} ? resolve(performance.timeOrigin + performance.now()) : requestAnimationFrame(look);
    look();
  })`;
}

function finish() {
  // A workbench that has only just come up still writes its first state.
  setTimeout(() => {
    writeFileSync(join(PROBE_OUT), JSON.stringify(marks));
    app.quit();
  }, 500);
}
