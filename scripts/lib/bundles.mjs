/** The four programs that Vite bundles, and what each is made from. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { filesBelow, hashOf } from './hash.mjs';
import { dist, root } from './paths.mjs';
import { say, UserError, warn } from './say.mjs';
import { buildIfStale, forget } from './stamp.mjs';

const common = ['app/shared', 'config/vite', 'package.json', 'package-lock.json'];

export const bundles = {
  main: { entry: 'app/main/index.ts', inputs: ['app/main', 'native/node'], output: 'index.cjs' },
  preload: { entry: 'app/preload/index.ts', inputs: ['app/preload'], output: 'index.cjs' },
  cli: { entry: 'app/cli/index.ts', inputs: ['app/cli', 'app/main', 'native/node'], output: 'index.cjs' },
  renderer: { entry: 'app/renderer/index.html', inputs: ['app/renderer'], output: 'index.html' },
};

/** Tests, and the Rust half of native/node. */
const notBundled = (path) => /(\.test\.tsx?|__test__|\.rs|\.toml)$/.test(path);

/** Builds one bundle unless it is up to date. Throws {@link UserError} when its code does not build. */
export async function buildBundle(name) {
  const { entry, inputs, output } = bundles[name];
  if (!existsSync(join(root, entry))) throw new UserError(`${entry} does not exist`);
  const key = hashOf(filesBelow([...common, ...inputs], { except: notBundled }), [process.version]);
  return buildIfStale(name, key, [join(dist, name, output)], async () => {
    const start = Date.now();
    try {
      await build(await settingsOf(name));
    } catch (error) {
      throw new UserError(`the ${name} bundle does not build:\n${error.message}`);
    }
    say(`    ${name} built in ${((Date.now() - start) / 1000).toFixed(1)} s`);
  });
}

/** Builds a bundle and again at each change of its sources; resolves after the first build, calls `changed` after the others. */
export async function watchBundle(name, changed) {
  const settings = await settingsOf(name);
  forget(name);
  const watcher = await build({ ...settings, build: { ...settings.build, watch: {} } });
  await new Promise((resolve) => {
    let first = true;
    watcher.on('event', (event) => {
      if (event.code === 'ERROR') warn(`the ${name} bundle does not build:\n${event.error.message}`);
      if (event.code !== 'END') return;
      if (first) resolve();
      else changed();
      first = false;
    });
  });
}

/** Vite's build. It sets NODE_ENV to "production" for good, which would reach every program started later. */
async function build(settings) {
  const vite = await import('vite');
  const { NODE_ENV } = process.env;
  try {
    return await vite.build(settings);
  } finally {
    if (NODE_ENV === undefined) delete process.env.NODE_ENV;
    else process.env.NODE_ENV = NODE_ENV;
  }
}

async function settingsOf(name) {
  const { loadConfigFromFile } = await import('vite');
  const file = join(root, 'config', 'vite', `${name}.mts`);
  const { config } = await loadConfigFromFile({ command: 'build', mode: 'production' }, file);
  return { ...config, configFile: false };
}
