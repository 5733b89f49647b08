/**
 * Address of Vite's dev server, such as `http://127.0.0.1:5173`, set by `npm run dev`; null otherwise.
 * A built product never reads it.
 */
export function devServer(): URL | null {
  const address = import.meta.env.DEV ? process.env.PLANARIUM_DEV_SERVER : undefined;
  return address ? new URL(address) : null;
}

/** Whether a URL is the WebSocket on which the dev server sends changes. */
export function isChangesSocket(url: string, server: URL): boolean {
  return url.startsWith(`${socketOf(server)}/`);
}

/**
 * The page's Content-Security-Policy in development: Vite adds an inline script for React's hot
 * reload and opens a WebSocket to its server. Everything else is refused as in the product.
 */
export function developmentPolicy(policy: string, server: URL): string {
  return policy
    .replace("script-src 'self'", "script-src 'self' 'unsafe-inline'")
    .replace("connect-src 'self'", `connect-src 'self' ${socketOf(server)}`);
}

function socketOf(server: URL): string {
  return `ws://${server.host}`;
}
