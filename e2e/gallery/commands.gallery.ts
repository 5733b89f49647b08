import { expect, test } from '../fixtures';
import { parkPointer } from '../pictures/camera';
import { gallery, zoomed } from './gallery';

test('the command palette and the list of shortcuts', async ({ open }) => {
  const running = await open();
  const { bench, page } = running;
  await parkPointer(running);
  await page.keyboard.press('F1');
  await expect(bench.palette()).toBeVisible();
  await gallery(running, 'palette');
  await bench.paletteField().fill('plan');
  await gallery(running, 'palette-search');
  await zoomed(running, 'palette-search');
  await bench.paletteField().fill('nothing like this');
  await gallery(running, 'palette-nothing');
  await page.keyboard.press('Escape');
  await bench.menu('Help', 'Keyboard shortcuts');
  await expect(page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toBeVisible();
  await gallery(running, 'shortcuts');
  await zoomed(running, 'shortcuts');
});
