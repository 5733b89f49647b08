import { expect, test } from './fixtures';

test('the page is isolated, cannot evaluate text, open windows or leave', async ({ bench }) => {
  const { page, app } = bench;
  const globals = await page.evaluate(() => [typeof require, typeof process, typeof module].join());
  expect(globals).toBe('undefined,undefined,undefined');
  const evaluated = await page.evaluate(() => {
    const script = document.createElement('script');
    script.textContent = 'window.__ran = true';
    document.head.append(script);
    return '__ran' in window;
  });
  expect(evaluated).toBe(false);
  expect(await page.evaluate(() => window.open('https://example.org') === null)).toBe(true);
  await page.evaluate(() => {
    location.href = 'https://example.org/';
  });
  await expect(bench.sideBar()).toBeVisible();
  expect(page.url()).toMatch(/^app:\/\//);
  expect(await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1);
  const refused = await page.evaluate(async () => {
    const answer = await fetch('app://planarium/../../package.json').then(
      (response) => response.status,
      () => 0,
    );
    return answer;
  });
  expect([0, 400, 403, 404]).toContain(refused);
});

test('a request that breaks the contract is answered with an error', async ({ bench }) => {
  const answer = await bench.page.evaluate(() =>
    // biome-ignore lint/suspicious/noExplicitAny: the point is a request that the types forbid
    (window as any).planarium.call('query:page', { queryId: 'x', offset: -1, limit: 1e9 }),
  );
  expect(answer).toMatchObject({ ok: false, error: { code: 'invalid_request' } });
});
