/** Origin of the window's page. */
export const APP_ORIGIN = 'app://planarium';

/** Whether a URL belongs to the window's page. */
export function isAppUrl(url: string): boolean {
  return url === APP_ORIGIN || url.startsWith(`${APP_ORIGIN}/`);
}
