/** Before the interop tests: a Python, and a folder with TPC-H at scale factor 0.01 as Parquet. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { python, remedy } from '../scripts/lib/python.mjs';
import { runOrThrow } from '../scripts/lib/run.mjs';
import { warn } from '../scripts/lib/say.mjs';

export default async function setUp(project) {
  const found = await python();
  if (!found) {
    if (process.env.CI) throw new Error(remedy);
    warn(`the interop tests are skipped. ${remedy}`);
    project.provide('peer', null);
    return undefined;
  }
  const folder = mkdtempSync(join(tmpdir(), 'planarium-interop-'));
  const tpch = join(folder, 'tpch');
  const args = ['parquet', '-s', '0.01', '--output-dir', tpch];
  await runOrThrow('Making the TPC-H tables', found.tpchgen, args, { onLine: () => {} });
  project.provide('peer', { python: found.python, tpch });
  return () => rmSync(folder, { recursive: true, force: true });
}
