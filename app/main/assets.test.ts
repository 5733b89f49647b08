import { expect, test } from 'vitest';
import { isAppUrl } from '../shared/appUrl';
import { APP_PAGE, assetHeaders, assetPath } from './assets';

const folder = '/opt/planarium/dist/renderer';

test('the page and its assets are found', () => {
  expect(assetPath(folder, APP_PAGE)).toBe(`${folder}/index.html`);
  expect(assetPath(folder, 'app://planarium/')).toBe(`${folder}/index.html`);
  expect(assetPath(folder, 'app://planarium/assets/index-a%20b.js?v=1#top')).toBe(
    `${folder}/assets/index-a b.js`,
  );
});

test.each([
  'app://planarium/../main/index.js',
  'app://planarium/%2e%2e/main/index.js',
  'app://planarium/..%2fmain%2findex.js',
  'app://planarium/assets/..%2f..%2f..%2fsecret.json',
  'app://planarium/..%5cmain%5cindex.js',
  'app://planarium/%2fetc%2fhosts.json/../../../../etc/x.json%00.js',
  'app://planarium/%zz.js',
  'app://other/index.html',
  'app://planarium.example/index.html',
  'file:///etc/passwd',
  'app://planarium/native.node',
  'app://planarium/assets',
])('%s is not served from outside the folder', (url) => {
  const path = assetPath(folder, url);
  expect(path === null || path.startsWith(`${folder}/`)).toBe(true);
  if (!url.startsWith('app://planarium/') || !/\.(html|js|json)($|\?)/.test(url)) expect(path).toBeNull();
});

test('encoded path traversal returns nothing', () => {
  expect(assetPath(folder, 'app://planarium/..%2fmain%2findex.js')).toBeNull();
  expect(assetPath(folder, 'app://planarium/assets/..%2f..%2fmain%2findex.js')).toBeNull();
});

test('only our own origin counts as the application', () => {
  expect(isAppUrl('app://planarium/index.html')).toBe(true);
  expect(isAppUrl('app://planarium.evil/index.html')).toBe(false);
  expect(isAppUrl('https://planarium/')).toBe(false);
});

test('responses have a type and the policy', () => {
  const headers = assetHeaders('/x/index.js');
  expect(headers['Content-Type']).toBe('text/javascript; charset=utf-8');
  expect(headers['Content-Security-Policy']).toContain("script-src 'self';");
  expect(headers['Content-Security-Policy']).not.toContain('unsafe-eval');
});
