/**
 * Builds parts of the product into dist/, skipping what is up to date.
 *
 *     node scripts/build.mjs [native] [main] [preload] [cli] [renderer] [samples] [all]
 */
import { fileURLToPath } from 'node:url';
import { buildAddon } from './lib/addon.mjs';
import { buildBundle, bundles } from './lib/bundles.mjs';
import { copySamples } from './lib/samples.mjs';
import { main, UserError } from './lib/say.mjs';

const steps = {
  native: buildAddon,
  samples: copySamples,
  ...Object.fromEntries(Object.keys(bundles).map((name) => [name, () => buildBundle(name)])),
};

/** Builds the given parts; all by default. */
export async function build(names = []) {
  const wanted = names.length === 0 || names.includes('all') ? Object.keys(steps) : names;
  for (const name of wanted) {
    if (!steps[name])
      throw new UserError(`there is no part "${name}"; parts are ${Object.keys(steps).join(', ')}, all`);
    await steps[name]();
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) main(() => build(process.argv.slice(2)));
