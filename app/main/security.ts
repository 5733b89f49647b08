import { app, type Session } from 'electron';
import { isAppUrl } from '../shared/appUrl';
import { isChangesSocket } from './devServer';

/** Copying cells and text to the clipboard; nothing else is ever granted. */
const GRANTED = 'clipboard-sanitized-write';

/** Prevents pages from leaving the application: has to run before the first window. */
export function denyEscapes(): void {
  app.on('web-contents-created', (_, contents) => {
    contents.setWindowOpenHandler(() => ({ action: 'deny' }));
    contents.on('will-navigate', (event) => event.preventDefault());
    contents.on('will-redirect', (event) => event.preventDefault());
    contents.on('will-attach-webview', (event) => event.preventDefault());
  });
}

/**
 * Denies a session permissions, devices, downloads and the network.
 *
 * @param server the dev server, whose WebSocket is allowed; null in the product
 */
export function lockSession(session: Session, server: URL | null): void {
  session.setPermissionRequestHandler((contents, permission, grant) => {
    grant((permission as string) === GRANTED && isAppUrl(contents.getURL()));
  });
  session.setPermissionCheckHandler(
    (_, permission, origin) => (permission as string) === GRANTED && isAppUrl(origin),
  );
  session.setDevicePermissionHandler(() => false);
  session.on('will-download', (event) => event.preventDefault());
  session.webRequest.onBeforeRequest(
    { urls: ['http://*/*', 'https://*/*', 'ws://*/*', 'wss://*/*', 'ftp://*/*', 'file://*/*'] },
    ({ url }, answer) => answer({ cancel: !server || !isChangesSocket(url, server) }),
  );
}
