import { EventEmitter } from 'node:events';
import { setImmediate } from 'node:timers/promises';
import type { App } from 'electron';
import { expect, test, vi } from 'vitest';
import { quitWhenSaved } from './quitting';

/** Quits like Electron: emits the event, and ends unless that is prevented. */
function application(save: () => Promise<void> | undefined) {
  const events = new EventEmitter();
  const app = Object.assign(events, {
    relaunch: vi.fn(),
    ended: false,
    quit() {
      events.emit('before-quit');
      let held = false;
      events.emit('will-quit', {
        preventDefault() {
          held = true;
        },
      });
      if (held) return;
      app.ended = true;
      events.emit('quit');
    },
  });
  const argumentsFor = (files: readonly string[]) => ['/repo', ...files];
  return { app, quitting: quitWhenSaved(app as unknown as App, save, argumentsFor) };
}

test('quitting waits until all is saved, and does not restart without a request', async () => {
  let finish = () => {};
  const { app, quitting } = application(() => new Promise((resolve) => (finish = resolve)));
  expect(quitting.startAgain(['/a.csv'])).toBe(false);
  app.quit();
  await setImmediate();
  expect(app.ended).toBe(false);
  finish();
  await vi.waitFor(() => expect(app.ended).toBe(true));
  expect(app.relaunch).not.toHaveBeenCalled();
});

test('starts requested during saving are merged, with the files of all', async () => {
  const { app, quitting } = application(async () => {});
  app.quit();
  expect(quitting.startAgain(['/a.csv'])).toBe(true);
  expect(quitting.startAgain([])).toBe(true);
  expect(quitting.startAgain(['/b.csv', '/c.csv'])).toBe(true);
  await vi.waitFor(() => expect(app.ended).toBe(true));
  expect(app.relaunch).toHaveBeenCalledExactlyOnceWith({ args: ['/repo', '/a.csv', '/b.csv', '/c.csv'] });
});
