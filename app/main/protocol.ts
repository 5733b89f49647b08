import { readFile } from 'node:fs/promises';
import { protocol } from 'electron';
import { APP_ORIGIN, assetHeaders, assetPath } from './assets';

const scheme = new URL(APP_ORIGIN).protocol.slice(0, -1);

/** Must run before the application is ready. */
export function registerAppScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme, privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } },
  ]);
}

/** Serves `app://planarium/` from the built page's folder. */
export function serveApp(folder: string): void {
  protocol.handle(scheme, async ({ url, method }) => {
    const file = method === 'GET' ? assetPath(folder, url) : null;
    if (!file) return new Response('Not found', { status: 404 });
    try {
      return new Response(new Uint8Array(await readFile(file)), { headers: assetHeaders(file) });
    } catch {
      return new Response('Not found', { status: 404 });
    }
  });
}
