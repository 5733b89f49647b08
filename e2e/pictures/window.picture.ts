import { copyFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { launch, type Running } from '../launch';
import { BytesView } from '../pages/bytes';
import { planarium } from '../planarium';
import { parkPointer, picture, size, WIDE } from './camera';

const root = join(__dirname, '../..');
const folder = process.env.PLANARIUM_PICTURES ?? join(root, 'docs/images');

test('the pictures of the documentation', async () => {
  const home = mkdtempSync(join(tmpdir(), 'planarium-'));
  const demo = mkdtempSync(join(tmpdir(), 'flights-'));
  let running: Running | undefined;
  try {
    running = await launch({ home });
    const { bench, page } = running;
    await size(running, WIDE);
    await bench.table('flights').getByRole('button').first().click();
    await bench.run().click();
    await bench.ended();
    await bench.rows();
    await take(running, 'results-light');
    await bench.actions().getByRole('button', { name: 'Export rows…' }).click();
    await expect(page.getByRole('dialog', { name: 'Export rows' })).toBeVisible();
    await take(running, 'export-light');
    await page.keyboard.press('Escape');

    await lowerEditor(running, 132);
    await bench.pane('Plan');
    await select(running, 'Hash join');
    await take(running, 'plan-dark');
    await take(running, 'plan-light');

    await page.getByRole('radio', { name: 'Tree' }).click();
    await expect(bench.tree()).toBeVisible();
    await take(running, 'tree-dark');
    await page.getByRole('radio', { name: 'Graph' }).click();

    await bench.pick(planOfLateAirports(demo));
    await bench.menu('File', 'Open plan…');
    await expect(bench.savedPlan()).toContainText('flights-3m.parquet');
    await take(running, 'saved-plan-dark');
    const bytes = new BytesView(bench);
    await bytes.show();
    await bytes.search('airports.csv');
    await expect(bytes.selection()).toContainText('Scan airports');
    // Without the ring that shows where the keyboard is.
    await page.getByRole('textbox', { name: 'Offset, text or bytes' }).blur();
    await take(running, 'bytes-dark');

    await bench.query(
      'SELECT a.state, count(*) AS departures\nFROM flights AS f\nJOIN airports AS a ON a.iata = f.orign\nGROUP BY a.state;',
    );
    await bench.pane('Results');
    await take(running, 'error-light');
  } finally {
    await running?.app.close().catch(() => undefined);
    for (const made of [home, demo]) rmSync(made, { recursive: true, force: true, maxRetries: 5 });
  }
});

/** The plan of the first sample query over copies of its files: a picture shows no one's own folders. */
function planOfLateAirports(into: string): string {
  const tables = { flights: 'flights-3m.parquet', airports: 'airports.csv' };
  for (const file of Object.values(tables)) copyFileSync(join(root, 'dist/samples', file), join(into, file));
  const plan = join(into, 'late-airports.dfplan');
  planarium(
    ...['plan', 'export', '--stage', 'physical', '-o', plan],
    ...Object.entries(tables).flatMap(([name, file]) => ['-t', `${name}=${join(into, file)}`]),
    ...['-e', readFileSync(join(root, 'app/main/samples/late-airports.sql'), 'utf8')],
  );
  return plan;
}

/** Drags the editor's lower edge until the editor is as many pixels high, and moves the cursor past the comment. */
async function lowerEditor({ bench, page }: Running, height: number) {
  const editor = await bench.editor().boundingBox();
  if (!editor) throw new Error('there is no editor');
  const x = editor.x + editor.width / 2;
  await page.mouse.move(x, editor.y + editor.height);
  await page.mouse.down();
  await page.mouse.move(x, editor.y + height, { steps: 4 });
  await page.mouse.up();
  await bench.page.getByTestId('editor').click();
  await bench.command('Home');
  for (let line = 1; line < 9; line += 1) await page.keyboard.press('ArrowDown');
}

/** Walks the graph by keyboard from its root to the first operator of that name. */
async function select({ bench, page }: Running, title: string) {
  const details = page.getByRole('region', { name: 'Details of the operator' });
  await bench.graph().focus();
  await page.keyboard.press('Home');
  for (let steps = 0; steps < 50; steps += 1) {
    if ((await details.getByRole('heading').first().textContent()) === title) {
      // Without the ring that shows where the keyboard is.
      await bench.graph().blur();
      return;
    }
    await page.keyboard.press('ArrowDown');
  }
  throw new Error(`there is no operator ${title}`);
}

/** Takes a picture in the colours that its name ends with. */
async function take(running: Running, name: string) {
  await parkPointer(running);
  await picture(running, name.endsWith('light') ? 'light' : 'dark', join(folder, `${name}.png`));
}
