import { expect } from '@playwright/test';
import type { Running } from '../launch';

/** Sizes of the window's content in pixels. */
export const WIDE = { width: 1440, height: 900 };
export const SMALL = { width: 1024, height: 640 };

/** The theme of a picture. */
export type Theme = 'light' | 'dark';

/** Gives the window's content a size in pixels. */
export async function size({ app, page }: Running, { width, height }: typeof WIDE) {
  await app.evaluate(
    ({ BrowserWindow }, inner) => BrowserWindow.getAllWindows()[0]?.setContentSize(...inner),
    [width, height] as [number, number],
  );
  await expect.poll(() => page.evaluate(() => [innerWidth, innerHeight])).toEqual([width, height]);
}

/** Takes a picture of the window as a PNG file, once all animations have ended. */
export async function picture({ page }: Running, theme: Theme, path: string) {
  await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
  // Transitions and what is drawn after a change of size or colours.
  await page.waitForTimeout(600);
  await page.screenshot({ path, scale: 'css', animations: 'disabled' });
}

/** Moves the pointer away: hovered elements look different. */
export async function parkPointer({ page }: Running) {
  await page.mouse.move(WIDE.width - 1, 1);
}
