import { expect, test } from './fixtures';

test('settings are found, changed, refused with the reason, kept over a restart, and reset', async ({
  open,
}) => {
  const size = 'datafusion.execution.batch_size';
  const first = await open();
  const dialog = first.bench.page.getByRole('dialog', { name: 'Settings' });
  await first.bench.menu('File', 'Settings…');
  await dialog.getByRole('textbox', { name: 'Search' }).fill('batch_size');
  const field = dialog.getByRole('textbox', { name: size });
  await expect(field).toHaveValue('16384');
  await field.fill('many');
  await field.press('Enter');
  await expect(dialog.getByRole('alert')).toBeVisible();
  await field.fill('1234');
  await field.press('Enter');
  await expect(dialog.getByRole('alert')).toHaveCount(0);
  await expect(dialog.getByText('Only changed')).toContainText('(');
  await dialog.getByRole('button', { name: 'Copy as SQL' }).click();
  expect(await first.app.evaluate(({ clipboard }) => clipboard.readText())).toContain(
    `SET ${size} = '1234';`,
  );
  await dialog.getByRole('button', { name: 'Done' }).click();
  await first.bench.query(`SHOW ${size}`);
  expect(await first.bench.rows()).toEqual([[size, '1234']]);
  await first.app.close();

  const { bench } = await open();
  await bench.query(`SHOW ${size}`);
  expect(await bench.rows()).toEqual([[size, '1234']]);
  await bench.menu('File', 'Settings…');
  const again = bench.page.getByRole('dialog', { name: 'Settings' });
  await again.getByRole('textbox', { name: 'Search' }).fill('batch_size');
  await again.getByRole('button', { name: `Reset ${size} to 16384` }).click();
  await expect(again.getByRole('textbox', { name: size })).toHaveValue('16384');
  await again.getByRole('button', { name: 'Done' }).click();
  await bench.query(`SHOW ${size}`);
  expect(await bench.rows()).toEqual([[size, '16384']]);
});
