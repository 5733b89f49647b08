import type { IpcMainEvent, IpcMainInvokeEvent, WebContents, WebFrameMain } from 'electron';
import { isAppUrl } from '../../shared/appUrl';
import type { EventName, EventPayload } from '../../shared/ipc/contract';
import { WIRE } from '../../shared/ipc/wire';
import type { Owner } from '../services/queryService';
import { checkedEvent } from './checked';
import type { Router } from './router';

/** The owner id of a window. */
export function ownerOf(contents: WebContents): Owner {
  return `window-${contents.id}`;
}

/** Connects a router to the messages of its window; messages before there is one wait for it. */
export function registerRouter(opening: Promise<Router>, contents: WebContents): void {
  let pages = 0;
  contents.on('did-start-navigation', (details) => {
    if (details.isMainFrame && !details.isSameDocument) pages += 1;
  });
  /** The router and the sender of a message; no sender if its page was closed while the message waited. */
  const received = async ({ sender, senderFrame }: IpcMainEvent | IpcMainInvokeEvent) => {
    const [page, owner] = [pages, trusted(sender, senderFrame)];
    const router = await opening;
    return { router, owner: page === pages ? owner : null };
  };
  contents.ipc.handle(WIRE.call, async (event, channel: unknown, request: unknown, callId: unknown) => {
    const { router, owner } = await received(event);
    return router.answer({ owner, channel, request, callId });
  });
  contents.ipc.on(WIRE.cancel, async (event, callId: unknown) => {
    const { router, owner } = await received(event);
    router.cancel(owner, callId);
  });
}

/** Sends an event to a window; does nothing if it is closed. */
export function sendEvent<E extends EventName>(
  contents: WebContents,
  name: E,
  payload: EventPayload<E>,
): void {
  if (!contents.isDestroyed()) contents.send(WIRE.event, name, checkedEvent(name, payload));
}

/** Only the main frame of a window, showing our own page, may call. */
function trusted(contents: WebContents, frame: WebFrameMain | null): Owner | null {
  if (!frame || frame.parent || contents.isDestroyed() || contents.getType() !== 'window') return null;
  return isAppUrl(frame.url) ? ownerOf(contents) : null;
}
