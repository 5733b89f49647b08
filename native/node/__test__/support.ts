import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Table, tableFromIPC } from 'apache-arrow';
import { build } from 'vite';
import { afterAll, expect } from 'vitest';
import { type Query, type QueryStatus, Session } from '../index';

/** A session and a folder for one test file; both are removed when it ends. */
export function setUp(): {
  session: Session;
  folder: string;
  file: (name: string, data: string | Uint8Array) => string;
} {
  const session = new Session();
  const folder = mkdtempSync(join(tmpdir(), 'planarium-test-'));
  afterAll(() => {
    session.close();
    rmSync(folder, { recursive: true });
  });
  const file = (name: string, data: string | Uint8Array) => {
    const path = join(folder, name);
    writeFileSync(path, data);
    return path;
  };
  return { session, folder, file };
}

/** The status at the end of a query. */
export async function ended(query: Query): Promise<QueryStatus> {
  let status = query.status();
  while (status.phase === 'planning' || status.phase === 'running')
    status = await query.changed(status.version);
  return status;
}

/** The rows of a query; fails if the query does. */
export async function rows(session: Session, sql: string): Promise<Table> {
  const query = session.query(sql);
  const status = await ended(query);
  if (status.error) throw new Error(`${status.error.message} (${status.error.detail ?? ''})`);
  const page = await query.page({ offset: 0, limit: 10_000 });
  query.close();
  return tableFromIPC(page);
}

/** A file of TypeScript with all that it imports as one that a worker thread can run, written with `file`. */
export async function bundled(name: string, file: (name: string, data: string) => string): Promise<string> {
  const made = await build({
    configFile: false,
    logLevel: 'silent',
    ssr: { noExternal: true },
    build: { ssr: fileURLToPath(new URL(name, import.meta.url)), target: 'node20', write: false },
  });
  const { output } = made as { output: { type: string; code: string }[] };
  expect(output).toHaveLength(1);
  return file('worker.mjs', output[0]?.code ?? '');
}
