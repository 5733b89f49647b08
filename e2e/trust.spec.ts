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
  const refused = await page.evaluate(async () => {
    const answer = await fetch('app://planarium/../../package.json').then(
      (response) => response.status,
      () => 0,
    );
    return answer;
  });
  expect([0, 400, 403, 404]).toContain(refused);

  // Asked of the main process: Playwright itself would wait for a navigation that never comes.
  await page.evaluate(() => location.assign('https://example.org/'));
  const left = await app.evaluate(async ({ BrowserWindow }) => {
    const [window] = BrowserWindow.getAllWindows();
    const listed = await window?.webContents.executeJavaScript(
      "new Promise((answer) => setTimeout(() => answer(document.querySelector('nav') !== null), 500))",
    );
    return { url: window?.webContents.getURL(), listed, windows: BrowserWindow.getAllWindows().length };
  });
  expect(left).toEqual({ url: page.url(), listed: true, windows: 1 });
});

test('a request that breaks the contract is answered with an error', async ({ bench }) => {
  const answer = await bench.page.evaluate(() =>
    // biome-ignore lint/suspicious/noExplicitAny: the point is a request that the types forbid
    (window as any).planarium.call('query:page', { queryId: 'x', offset: -1, limit: 1e9 }),
  );
  expect(answer).toMatchObject({ ok: false, error: { code: 'invalid_request' } });
});
