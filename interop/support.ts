import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, inject } from 'vitest';
import { type LogicalPlan, type PlanKind, type RowSource, type RunOptions, Session } from '../native/node';
import { base64, Peer, type Rows } from './peer';

declare module 'vitest' {
  interface ProvidedContext {
    /** Null where there is no Python. */
    peer: { python: string; tpch: string } | null;
  }
}

/** Where the peer and the TPC-H tables are; null where there is no Python: such tests are skipped. */
export const place = inject('peer');

export interface Both {
  session: Session;
  peer: Peer;
  /** Of the test file, empty at first. */
  folder: string;
}

/** A session of ours, a peer and a folder for one test file; all go when it ends. */
export function setUp(): Both {
  if (!place) throw new Error('There is no Python: the test should have been skipped.');
  const session = new Session();
  const peer = new Peer(place.python);
  const folder = mkdtempSync(join(tmpdir(), 'planarium-interop-test-'));
  afterAll(() => {
    session.close();
    peer.close();
    rmSync(folder, { recursive: true, force: true });
  });
  return { session, peer, folder };
}

/** The rows of a query or of saved plan bytes in our engine, worded by the peer. */
export async function ourRows(session: Session, peer: Peer, source: RowSource): Promise<Rows> {
  const stream = session.rows(source, 'arrow');
  const chunks: Uint8Array[] = [];
  for (let chunk = await stream.next(); chunk; chunk = await stream.next()) chunks.push(chunk);
  return peer.call('rows_of_arrow', { data: base64(Buffer.concat(chunks)) });
}

/** The rows of a plan that a program holds, at most 10,000. */
export async function ourRowsOf({ session, peer }: Both, plan: LogicalPlan): Promise<Rows> {
  const query = session.executeLogicalPlan(plan);
  let status = query.status();
  while (status.phase === 'planning' || status.phase === 'running')
    status = await query.changed(status.version);
  if (status.error) throw new Error(`${status.error.message} (${status.error.detail ?? ''})`);
  const page = await query.page({ offset: 0, limit: 10_000 });
  query.close();
  return peer.call('rows_of_arrow', { data: base64(page) });
}

/** Runs plan bytes, given as base64, in our engine. */
export function runBytes(
  { session, peer, folder }: Both,
  data: string,
  kind: PlanKind,
  options: RunOptions = {},
): Promise<Rows> {
  const plan = join(folder, `plan-${kind}.pb`);
  writeFileSync(plan, Buffer.from(data, 'base64'));
  return ourRows(session, peer, { ...options, plan, kind });
}

const queryFolder = join(dirname(fileURLToPath(import.meta.url)), 'tpch');

/** The 22 queries with the specification's validation parameters, by name: `q01` to `q22`. */
export const queries: [name: string, sql: string][] = readdirSync(queryFolder)
  .sort()
  .map((file) => [basename(file, '.sql'), readFileSync(join(queryFolder, file), 'utf8').trim()]);

/** Queries whose initial logical plan upstream's format has no place for: EXISTS, IN, correlated subqueries. */
export const SUBQUERIES = ['q02', 'q04', 'q16', 'q17', 'q18', 'q20', 'q21', 'q22'];

const tables = ['nation', 'region', 'part', 'supplier', 'customer', 'partsupp', 'orders', 'lineitem'];

/** The TPC-H tables in both engines, under our engine's settings. */
export async function openTpch({ session, peer }: Both): Promise<void> {
  const path = (table: string) => join(place?.tpch ?? '', `${table}.parquet`);
  for (const name of tables) await session.openFile(path(name), { name });
  const statements = ["SET datafusion.execution.parquet.coerce_int96 = 'us'"];
  await peer.call('open', { session: 'tpch', statements });
  await peer.call('open_parquet', {
    session: 'tpch',
    paths: Object.fromEntries(tables.map((name) => [name, path(name)])),
  });
}
