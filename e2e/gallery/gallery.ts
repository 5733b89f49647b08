import { join } from 'node:path';
import type { Running } from '../launch';
import { picture, SMALL, size, WIDE } from '../pictures/camera';

const folder = process.env.PLANARIUM_PICTURES ?? join(__dirname, '../../artifacts/gallery');

/**
 * Takes a state of the window in both sizes and both themes, as
 * `NAME-WIDTH-THEME.png`; leaves it large. What the pointer rests on stays so.
 */
export async function gallery(running: Running, name: string) {
  for (const inner of [SMALL, WIDE]) {
    await size(running, inner);
    for (const theme of ['light', 'dark'] as const) {
      await picture(running, theme, join(folder, `${name}-${inner.width}-${theme}.png`));
    }
  }
}
