/** One arm of queries.mjs: the addon at the path of the first argument, controlled by lines of JSON. */
import { createRequire } from 'node:module';
import { performance } from 'node:perf_hooks';
import { createInterface } from 'node:readline';

const { Session } = createRequire(import.meta.url)(process.argv[2]);
const session = new Session('{}');

async function answer({ open, sql }) {
  if (open) {
    for (const [name, path] of open) await session.openFile(path, JSON.stringify({ name })).result();
    return {};
  }
  const start = performance.now();
  const query = session.query(sql, '{}');
  let status = JSON.parse(query.status());
  while (status.phase === 'planning' || status.phase === 'running')
    status = JSON.parse(await query.changed(status.version));
  const ms = performance.now() - start;
  query.close();
  return status.error ? { error: status.error.message } : { ms, rows: status.rows };
}

for await (const line of createInterface({ input: process.stdin }))
  console.log('bench', JSON.stringify(await answer(JSON.parse(line))));
session.close();
