import { expect, test } from './fixtures';

const SAMPLES = ['airports', 'birdstrikes', 'flights', 'flights_200k', 'movies', 'seattle_weather'];

test('the side bar lists the sample tables', async ({ bench }) => {
  await expect(bench.tables().getByRole('row')).toHaveCount(SAMPLES.length);
  for (const name of SAMPLES) await expect(bench.table(name)).toBeVisible();
});

for (const name of SAMPLES) {
  test(`Preview rows shows rows of ${name}`, async ({ bench }) => {
    await bench.table(name).click({ button: 'right' });
    await bench.page.getByRole('menuitem', { name: 'Preview rows' }).click();
    await bench.ended();
    await expect(bench.status()).toContainText('Ready');
    expect((await bench.rows()).length).toBeGreaterThan(5);
  });
}
