import { readFile } from 'node:fs/promises';
import { protocol } from 'electron';
import { APP_ORIGIN, isAppUrl } from '../shared/appUrl';
import { assetHeaders, assetPath, POLICY, pageHeaders } from './assets';
import { developmentPolicy } from './devServer';

const scheme = new URL(APP_ORIGIN).protocol.slice(0, -1);

/** Has to run before the application is ready. */
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

/**
 * Serves `app://planarium/` from Vite's dev server. The page keeps its origin, so every check of the
 * sender and every permission stays as in the product. Node fetches, as the session has no network.
 */
export function serveDevApp(server: URL): void {
  const policy = developmentPolicy(POLICY, server);
  protocol.handle(scheme, async ({ url, method }) => {
    if (method !== 'GET' || !isAppUrl(url)) return new Response('Not found', { status: 404 });
    const response = await fetch(new URL(url.slice(APP_ORIGIN.length), server));
    const type = response.headers.get('content-type') ?? 'application/octet-stream';
    return new Response(response.body, { status: response.status, headers: pageHeaders(type, policy) });
  });
}
