import { ipcMain, type WebContents, type WebFrameMain } from 'electron';
import type { EventName, EventPayload } from '../../shared/ipc/contract';
import { WIRE } from '../../shared/ipc/wire';
import { isAppUrl } from '../assets';
import type { Owner } from '../services/queryService';
import type { Router } from './router';

/** The owner of what a window starts. */
export function ownerOf(contents: WebContents): Owner {
  return `window-${contents.id}`;
}

/** Connects the router to the messages of windows. */
export function registerRouter(router: Router): void {
  ipcMain.handle(WIRE.call, (event, channel: unknown, request: unknown, callId: unknown) =>
    router.answer({ owner: trusted(event.sender, event.senderFrame), channel, request, callId }),
  );
  ipcMain.on(WIRE.cancel, (event, callId: unknown) => {
    router.cancel(trusted(event.sender, event.senderFrame), callId);
  });
}

/** Sends an event to a window; nothing happens when that is gone. */
export function sendEvent<E extends EventName>(
  contents: WebContents,
  name: E,
  payload: EventPayload<E>,
): void {
  if (!contents.isDestroyed()) contents.send(WIRE.event, name, payload);
}

/** Only the main frame of a window, showing our own page, may call. */
function trusted(contents: WebContents, frame: WebFrameMain | null): Owner | null {
  if (!frame || frame.parent || contents.isDestroyed() || contents.getType() !== 'window') return null;
  return isAppUrl(frame.url) ? ownerOf(contents) : null;
}
