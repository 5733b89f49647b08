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

/** Connects the router to the messages of windows; those that come before there is one wait for it. */
export function registerRouter(opening: Promise<Router>): void {
  ipcMain.handle(WIRE.call, async (event, channel: unknown, request: unknown, callId: unknown) => {
    const owner = trusted(event.sender, event.senderFrame);
    return (await opening).answer({ owner, channel, request, callId });
  });
  ipcMain.on(WIRE.cancel, async (event, callId: unknown) => {
    const owner = trusted(event.sender, event.senderFrame);
    (await opening).cancel(owner, callId);
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
