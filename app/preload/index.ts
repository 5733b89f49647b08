import { contextBridge, ipcRenderer, webUtils } from 'electron';
import type { Bridge, Envelope } from '../shared/ipc/bridge';
import { WIRE } from '../shared/ipc/wire';

/**
 * The only connection between the window and the main process. It is typed by the
 * contract; the main process checks every message.
 */
const bridge: Bridge = {
  platform: process.platform as Bridge['platform'],

  async call<T>(channel: string, request: unknown, callId?: string): Promise<Envelope<T>> {
    try {
      return await ipcRenderer.invoke(WIRE.call, channel, request, callId);
    } catch (thrown) {
      // A value that cannot be cloned, or a main process that is quitting.
      return { ok: false, error: { code: 'internal', message: String(thrown) } };
    }
  },

  cancel(callId) {
    ipcRenderer.send(WIRE.cancel, callId);
  },

  on(event, listener) {
    const receive = (_: unknown, name: string, payload: Parameters<typeof listener>[0]) => {
      if (name === event) listener(payload);
    };
    ipcRenderer.on(WIRE.event, receive);
    return () => ipcRenderer.off(WIRE.event, receive);
  },

  pathsOf: (files) => files.map(pathOf).filter((path) => path !== ''),
};

/** Empty for a file that is not on disk. Electron 29 brought `webUtils`, 32 took `File.path` away. */
function pathOf(file: File): string {
  return webUtils ? webUtils.getPathForFile(file) : ((file as File & { path?: string }).path ?? '');
}

contextBridge.exposeInMainWorld('planarium', bridge);
