/**
 * Packages the built app as a folder in release/.
 *
 *     node scripts/package.mjs           a smoke build: keeps the inspector, so that Playwright can drive it
 *     node scripts/package.mjs --ship    all fuses set; refuses an Electron that is for development only
 */
import { rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { buildSettings } from './lib/packaging.mjs';
import { root } from './lib/paths.mjs';
import { main, say, UserError } from './lib/say.mjs';
import { setup } from './setup.mjs';

await main(async () => {
  const ship = process.argv.includes('--ship');
  const electron = await setup({ build: true });
  if (ship && electron.source !== 'official') {
    throw new UserError(
      `a shipping build needs the official Electron; found is ${electron.version} (${electron.source})`,
    );
  }
  const { build } = await import('electron-builder');
  await build({
    projectDir: root,
    dir: true,
    publish: 'never',
    config: {
      electronDist: dirname(electron.path),
      electronVersion: electron.version,
      ...buildSettings({
        platform: process.platform,
        electronVersion: electron.version,
        ship,
        env: process.env,
      }),
    },
  });
  if (electron.source === 'npm-shipped') {
    // The stand-in for Electron's default app, which is ours and not the product's.
    rmSync(join(root, 'release/linux-unpacked/resources/app'), { recursive: true, force: true });
  }
  say(`packaged in release/${ship ? '' : ' (a smoke build, not for users)'}`);
});
