import { execFileSync } from 'node:child_process';
import { closeSync, constants, existsSync, openSync } from 'node:fs';
import { join } from 'node:path';
import type { Bridge } from '../app/shared/ipc/bridge';
import { expect, test } from './fixtures';
import { planarium } from './planarium';

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

  // Through the main process: Playwright itself would wait for a navigation that never happens.
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
    // biome-ignore lint/suspicious/noExplicitAny: tests a request that the types forbid
    (window as any).planarium.call('query:page', { queryId: 'x', offset: -1, limit: 1e9 }),
  );
  expect(answer).toMatchObject({ ok: false, error: { code: 'invalid_request' } });
});

test('a request that is cancelled over the bridge runs no plan and approves nothing', async ({
  bench,
  folder,
}) => {
  test.skip(process.platform === 'win32', 'Windows has no named pipes among its files.');
  const out = join(folder, 'out.csv');
  const plan = join(folder, 'copy.dfplan');
  planarium('plan', 'export', '-e', `COPY (SELECT 1) TO '${out}' STORED AS CSV`, '-o', plan);
  // Opening it waits for a writer: no answer can arrive before the cancel.
  const gate = join(folder, 'gate.dfplan');
  execFileSync('mkfifo', [gate]);
  const answers = await bench.page.evaluate(
    async ({ path, gate }) => {
      const bridge = (window as unknown as { planarium: Bridge }).planarium;
      const shown = await bridge.call('plan:inspect', { path });
      const { kind, sha256 } = JSON.parse('json' in shown ? shown.json : '{}');
      const consent = { allowChanged: false, allowWrite: true, remember: true };
      const codes = { run: [] as string[], bytes: [] as string[] };
      const codeOf = (answer: Awaited<ReturnType<Bridge['call']>>) => (answer.ok ? 'ok' : answer.error.code);
      for (let round = 0; round < 20; round += 1) {
        const run = bridge.call('plan:run', { path, kind, sha256, ...consent }, `run-${round}`);
        const bytes = bridge.call('bytes:open', { path: gate }, `bytes-${round}`);
        bridge.cancel(`run-${round}`);
        bridge.cancel(`bytes-${round}`);
        codes.run.push(codeOf(await run));
        codes.bytes.push(codeOf(await bytes));
      }
      return codes;
    },
    { path: plan, gate },
  );
  expect(new Set(answers.run)).toEqual(new Set(['cancelled']));
  expect(new Set(answers.bytes)).toEqual(new Set(['cancelled']));
  closeSync(openSync(gate, constants.O_WRONLY | constants.O_NONBLOCK));
  // Later requests are answered, although earlier ones were cancelled.
  await bench.query('SELECT 7 AS n');
  expect(await bench.rows()).toEqual([['7']]);
  expect(existsSync(out)).toBe(false);
  const approved = await bench.page.evaluate(() =>
    (window as unknown as { planarium: Bridge }).planarium.call('approvals:list', undefined),
  );
  expect(approved).toEqual({ ok: true, value: [] });
});
