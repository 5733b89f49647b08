/** The four programs that Vite bundles, and the inputs of each. */
import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
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

/** Builds one bundle unless it is up to date. Throws {@link UserError} if its code does not build. */
export async function buildBundle(name) {
  const { entry, inputs, output } = bundles[name];
  if (!existsSync(join(root, entry))) throw new UserError(`${entry} does not exist`);
  const key = hashOf(filesBelow([...common, ...inputs], { except: notBundled }), [process.version]);
  return buildIfStale(name, key, [join(dist, name, output)], async () => {
    const start = Date.now();
    try {
      await build(await settingsOf(name));
    } catch (error) {
      throw new UserError(`the ${name} bundle does not build:\n${messageOf(error)}`);
    }
    say(`    ${name} built in ${((Date.now() - start) / 1000).toFixed(1)} s`);
  });
}

/**
 * Builds a bundle in development mode, and again at each change of its sources. Resolves after the
 * first build and calls `changed` after each later one. The next {@link buildBundle} builds it for
 * the product again.
 */
export async function watchBundle(name, changed) {
  const settings = await settingsOf(name, 'development');
  forget(name);
  const watcher = await build({ ...settings, build: { ...settings.build, watch: {} } }, 'development');
  /** @type {Promise<void>} */
  const built = new Promise((resolve) => {
    let first = true;
    watcher.on('event', (event) => {
      if (event.code === 'ERROR') warn(`the ${name} bundle does not build:\n${event.error.message}`);
      if (event.code !== 'END') return;
      if (first) resolve();
      else changed();
      first = false;
    });
  });
  await built;
}

/** @param {unknown} error */
function messageOf(error) {
  return error instanceof Error ? error.message : String(error);
}

/**
 * Starts Vite's dev server for the window's page, with hot reload. Resolves with its address and the
 * function that stops it.
 */
export async function serveRenderer() {
  const settings = await settingsOf('renderer', 'development');
  const port = await freePort();
  const server = await withNodeEnv('development', (vite) =>
    vite.createServer({
      ...settings,
      cacheDir: join(root, 'node_modules', '.vite'),
      server: {
        host: '127.0.0.1',
        port,
        strictPort: true,
        // The page is at app://, an address without the server's.
        hmr: { protocol: 'ws', host: '127.0.0.1', clientPort: port },
        fs: { allow: [root] },
      },
    }),
  );
  await server.listen();
  return { address: `http://127.0.0.1:${port}`, stop: () => server.close() };
}

const build = (settings, mode = 'production') => withNodeEnv(mode, (vite) => vite.build(settings));

/**
 * Runs `work` with NODE_ENV set to `mode`, from which Vite takes `import.meta.env.DEV`, and restores
 * NODE_ENV: otherwise it would affect every program started later.
 */
async function withNodeEnv(mode, work) {
  const vite = await import('vite');
  const { NODE_ENV } = process.env;
  process.env.NODE_ENV = mode;
  try {
    return await work(vite);
  } finally {
    if (NODE_ENV === undefined) delete process.env.NODE_ENV;
    else process.env.NODE_ENV = NODE_ENV;
  }
}

async function settingsOf(name, mode = 'production') {
  const { loadConfigFromFile } = await import('vite');
  const file = join(root, 'config', 'vite', `${name}.mts`);
  const { config } = (await loadConfigFromFile({ command: 'build', mode }, file)) ?? {};
  return { ...config, mode, configFile: false };
}

/** A TCP port of this machine that no program uses. */
function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' ? address?.port : undefined));
    });
  });
}
