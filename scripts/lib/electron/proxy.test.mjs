import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { root } from '../paths.mjs';
import { run } from '../run.mjs';
import { installerEnv } from './proxy.mjs';

const proxied = (proxy, rest = {}) => ({
  ELECTRON_GET_USE_PROXY: '1',
  HTTP_PROXY: proxy,
  HTTPS_PROXY: proxy,
  ...rest,
});

test("the installer gets npm's proxy, else the proxy of the environment, under one spelling", () => {
  expect(installerEnv({ PATH: '/bin' })).toEqual({ PATH: '/bin' });
  expect(
    installerEnv({ https_proxy: 'http://a', HTTPS_PROXY: 'http://b', no_proxy: 'x', PATH: '/bin' }),
  ).toEqual({ ...proxied('http://a', { NO_PROXY: 'x' }), PATH: '/bin' });
  const npm = { npm_config_https_proxy: 'http://npm', npm_config_noproxy: 'y' };
  expect(installerEnv({ ...npm, HTTPS_PROXY: 'http://b', NO_PROXY: 'x' })).toEqual({
    ...npm,
    ...proxied('http://npm', { NO_PROXY: 'y' }),
  });
  expect(installerEnv({ npm_config_proxy: 'http://p' })).toMatchObject(proxied('http://p'));
  expect(installerEnv({ HTTP_PROXY: 'http://plain', https_proxy: '' })).toEqual(proxied('http://plain'));
});

test.each(['npm_config_https_proxy', 'npm_config_proxy', 'HTTPS_PROXY', 'https_proxy'])(
  "Electron's installer asks the proxy named by %s for its release page",
  async (variable) => {
    const asked = [];
    const proxy = createServer().on('connect', ({ url }, socket) => {
      asked.push(url);
      socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
    });
    await new Promise((listening) => proxy.listen(0, '127.0.0.1', () => listening(undefined)));
    const { port } = /** @type {import('node:net').AddressInfo} */ (proxy.address());
    const folder = mkdtempSync(join(tmpdir(), 'planarium-proxy-'));
    onTestFinished(() => {
      proxy.close();
      rmSync(folder, { recursive: true, force: true });
    });
    const clean = Object.entries(process.env).filter(([name]) => !/proxy|electron/i.test(name));
    const env = installerEnv({
      ...Object.fromEntries(clean),
      [variable]: `http://127.0.0.1:${port}`,
      electron_config_cache: folder,
      // Not this system's, which may be installed already.
      ELECTRON_INSTALL_PLATFORM: process.platform === 'darwin' ? 'linux' : 'darwin',
    });
    const script = join(root, 'node_modules/electron/install.js');
    const code = await run(process.execPath, [script], { env, onLine: () => {} });
    expect(asked).toEqual(['github.com:443']);
    expect(code).toBe(1);
  },
);
