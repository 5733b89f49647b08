/** The product's arm of export.mjs: the addon at the path of the first argument, asked by lines of JSON. */
import { createRequire } from 'node:module';
import { performance } from 'node:perf_hooks';
import { createInterface } from 'node:readline';

const { Session } = createRequire(import.meta.url)(process.argv[2]);
const session = new Session('{}');

async function answer({ open, sql, path, format }) {
  if (open) {
    for (const [name, file] of open) await session.openFile(file, JSON.stringify({ name })).result();
    return {};
  }
  const start = performance.now();
  const work = session.exportRows(sql, path, JSON.stringify(format), JSON.stringify({ overwrite: true }));
  await work.written();
  await work.commit().result();
  return { ms: performance.now() - start };
}

for await (const line of createInterface({ input: process.stdin }))
  console.log(
    'bench',
    JSON.stringify(await answer(JSON.parse(line)).catch(({ message }) => ({ error: message }))),
  );
session.close();
