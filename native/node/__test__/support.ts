import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Table, tableFromIPC } from 'apache-arrow';
import { afterAll } from 'vitest';
import { type Query, type QueryStatus, Session } from '../index';

/** A session and a folder for one test file; both go when it ends. */
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

/** The rows of a query that must succeed. */
export async function rows(session: Session, sql: string): Promise<Table> {
  const query = session.query(sql);
  const status = await ended(query);
  if (status.error) throw new Error(`${status.error.message} (${status.error.detail ?? ''})`);
  const page = await query.page({ offset: 0, limit: 10_000 });
  query.close();
  return tableFromIPC(page);
}
