import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { freshEnv } from './fresh.mjs';
import { npm } from './programs.mjs';
import { output } from './run.mjs';

test("neither this user's folders nor the settings of a build reach a fresh machine", () => {
  const env = {
    PATH: ['/repo/node_modules/.bin', '/npm/node-gyp-bin', '/bin'].join(delimiter),
    LANG: 'C.UTF-8',
    HOME: '/home/me',
    XDG_CONFIG_HOME: '/home/me/.config',
    CARGO_TARGET_DIR: '/target',
    PLANARIUM_ELECTRON: '/electron',
    npm_config_userconfig: '/home/me/.npmrc',
    RUSTC_WRAPPER: 'sccache',
    PROTOC: '/protoc',
    CI: 'true',
  };
  expect(freshEnv(env, '/fresh', '/nobody')).toEqual({
    PATH: '/bin',
    LANG: 'C.UTF-8',
    HOME: '/fresh',
    USERPROFILE: '/fresh',
    APPDATA: join('/fresh', 'AppData', 'Roaming'),
    LOCALAPPDATA: join('/fresh', 'AppData', 'Local'),
    XDG_CACHE_HOME: join('/fresh', '.cache'),
    CARGO_HOME: join('/fresh', '.cargo'),
    npm_config_cache: join('/fresh', '.npm'),
  });
});

test('settings for registry access and the Rust toolchain are kept', () => {
  const way = {
    HTTPS_PROXY: 'http://proxy',
    npm_config_registry: 'https://npm.test',
    npm_config_https_proxy: 'http://proxy',
    NODE_EXTRA_CA_CERTS: '/ca.pem',
    CARGO_HTTP_CAINFO: '/ca.pem',
    CARGO_REGISTRIES_CRATES_IO_PROTOCOL: 'sparse',
    PIP_INDEX_URL: 'https://pypi.test',
    ELECTRON_MIRROR: 'https://mirror.test/',
    RUSTUP_TOOLCHAIN: 'stable',
  };
  expect(freshEnv({ PATH: '/bin', ...way }, '/fresh', '/nobody')).toMatchObject(way);
  expect(freshEnv({ RUSTUP_HOME: tmpdir() }, '/fresh', '/nobody').RUSTUP_HOME).toBe(tmpdir());
});

test('npm and cargo run in it, and keep their files in the fresh home', () => {
  const home = mkdtempSync(join(tmpdir(), 'planarium-home-'));
  onTestFinished(() => rmSync(home, { recursive: true, force: true }));
  const env = freshEnv(process.env, home, process.env.HOME ?? home);
  expect(output(...npm(['config', 'get', 'cache']), { env, cwd: home })).toBe(join(home, '.npm'));
  expect(output('cargo', ['--version'], { env, cwd: home })).toMatch(/^cargo 1\./);
});
