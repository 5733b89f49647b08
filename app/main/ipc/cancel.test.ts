import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, onTestFinished, test, vi } from 'vitest';
import { type Channel, channels, type Request } from '../../shared/ipc/contract';
import type { QueryStatus } from '../../shared/query';
import { openNativeEngine } from '../engine/nativeEngine';
import { ApprovalService } from '../services/approvalService';
import { BytesService } from '../services/bytesService';
import { CatalogService } from '../services/catalogService';
import { ExportService } from '../services/exportService';
import { PlanService } from '../services/planService';
import { hasEnded, QueryService } from '../services/queryService';
import { SettingsService } from '../services/settings/settingsService';
import { FileWatch } from '../services/sqlFiles/fileWatch';
import { SqlFileService } from '../services/sqlFiles/sqlFileService';
import { WorkspaceService } from '../services/workspace/workspaceService';
import { temporaryFolder } from '../testing/temporary';
import { createAnswers, type Services } from './handlers';
import { type Handlers, Router } from './router';

/** Within this many turns of the event loop every request answers. */
const MOST_TURNS = 1e6;

/** Each of the first turns, then increasing steps: a write to the disk takes thousands of idle turns. */
const after = (turns: number) => turns + Math.max(1, Math.floor(turns / 8));

/** What a request may leave behind. */
interface Traces {
  /** All queries ever started, also those closed soon after: they may have written. */
  started: number;
  queries: number;
  bytes: number;
  files: string[];
  temporaries: string[];
  approvals: string[];
  tables: string[];
}

/** The application without its window: real services on a real engine, with delayed dialogs. */
async function application() {
  const root = temporaryFolder();
  const tmp = temporaryFolder();
  vi.stubEnv('TMPDIR', tmp);
  onTestFinished(() => void vi.unstubAllEnvs());
  const engine = openNativeEngine();
  onTestFinished(() => engine.close());
  const data = join(root, 'data.csv');
  writeFileSync(data, 'a\n1\n2\n');
  writeFileSync(join(root, 'more.csv'), 'b\n3\n');
  writeFileSync(join(root, 'query.sql'), 'SELECT 1');
  await engine.openFile(data, { name: 't' });
  // Created by the plan that writes: shows whether it ran.
  const out = join(root, 'out.csv');
  const writing = join(root, 'writing.dfplan');
  await engine.savePlan(`COPY (SELECT a FROM t) TO '${out}' STORED AS CSV`, writing, { stage: 'optimized' });
  const { sha256 } = await engine.inspectPlan(writing);

  const started = new Set<string>();
  const progressed = (_: string, { queryId }: QueryStatus) => void started.add(queryId);
  const queries = new QueryService(engine, { progressed, catalogChanged: vi.fn() });
  // Its rows are exported.
  const { queryId: shown } = queries.start('SELECT a FROM t', 'w');
  await vi.waitUntil(() => hasEnded(queries.status(shown)));
  const bytes = new BytesService(engine);
  const catalog = new CatalogService(engine);
  const approvals = new ApprovalService(root);
  const template = { name: 'Test', sample: true, queries: [], open: [], tables: {} };
  const later = async <T>(value: T) => {
    for (let turn = 0; turn < 3; turn += 1) await nextTurn();
    return value;
  };
  const heard = vi.fn();
  const sqlWatch = new FileWatch(vi.fn());
  onTestFinished(() => sqlWatch.set([]));
  const services: Services = {
    engine,
    queries,
    plans: new PlanService(engine, queries),
    exports: new ExportService(engine, queries, vi.fn()),
    approvals,
    bytes,
    catalog,
    workspace: new WorkspaceService(engine, {
      folder: join(root, 'workspace'),
      samplesFolder: root,
      template,
    }),
    sqlFiles: new SqlFileService(),
    sqlWatch,
    settings: new SettingsService(engine, join(root, 'workspace')),
    desktop: {
      pickFiles: () => later([join(root, 'more.csv')]),
      pickFolder: () => later([root]),
      pickPlan: () => later(writing),
      askWhereToSave: (_, extension) => later(join(root, `saved.${extension}`)),
      askWhereToExport: (_, _format, extension) => later(join(root, `rows.${extension}`)),
      reveal: heard,
    },
    about: { version: '0', electron: '0', cores: 1 },
    tablesReady: () => later(undefined),
    listening: heard,
  };
  const answers = createAnswers(services, (what, thrown) => {
    throw new Error(`${what} failed`, { cause: thrown });
  });
  const work: Promise<unknown>[] = [];
  const router = new Router({ ...answers, handlers: (signal) => followed(answers.handlers(signal), work) });
  const leaving = async (): Promise<Traces> => ({
    started: started.size,
    queries: queries.open,
    bytes: bytes.open,
    files: readdirSync(root, { recursive: true }).map(String).sort(),
    // Except the session's spill folder.
    temporaries: readdirSync(tmp).filter((name) => !name.startsWith('planarium-spill-')),
    approvals: (await approvals.list()).map((entry) => entry.sha256),
    tables: (await engine.tables()).map(({ name }) => name),
  });
  /** Resolves when abandoned work has ended, with its traces. */
  const ended = async () => {
    await Promise.allSettled(work.splice(0));
    await nextTurn();
  };
  /** Resolves when no query runs any more. */
  const idle = async () => {
    const runs = (id: string) => {
      try {
        return !hasEnded(queries.status(id));
      } catch {
        // It was closed.
        return false;
      }
    };
    for (const id of started) while (runs(id)) await nextTurn();
  };
  return {
    router,
    leaving,
    ended,
    idle,
    heard,
    requests: requestsOf({ root, data, writing, sha256, shown }),
  };
}

/** The handlers; `work` records what each does. */
function followed(handlers: Handlers, work: Promise<unknown>[]): Handlers {
  return Object.fromEntries(
    Object.entries(handlers).map(([name, handler]) => [
      name,
      (request: never, context: never) => {
        const done = (async () => handler(request, context))();
        work.push(done.catch(() => undefined));
        return done;
      },
    ]),
  ) as unknown as Handlers;
}

/** A valid request with an effect for each channel. */
function requestsOf(at: { root: string; data: string; writing: string; sha256: string; shown: string }) {
  const { root, data, writing, sha256, shown } = at;
  const sql = 'SELECT a FROM t';
  const queryId = 'none';
  const bytesId = crypto.randomUUID();
  return {
    'app:info': undefined,
    'catalog:list': undefined,
    'catalog:open': { paths: [join(root, 'more.csv')] },
    'catalog:preview': { path: join(root, 'more.csv'), options: { has_header: 'false' } },
    'catalog:reopen': { name: 't', options: { has_header: 'false' } },
    'catalog:pick': { what: 'files' },
    'catalog:remove': { name: 'none' },
    'catalog:define': { sql: 'CREATE VIEW v AS SELECT 1' },
    'query:statements': { sql },
    'query:start': { sql: `COPY (SELECT 1) TO '${join(root, 'copied.csv')}' STORED AS CSV` },
    'query:status': { queryId },
    'query:page': { queryId, offset: 0, limit: 1 },
    'query:more': { queryId, rows: null, bytes: null },
    'query:cancel': { queryId },
    'query:close': { queryId },
    'query:plan': { queryId },
    'rows:export': {
      exportId: crypto.randomUUID(),
      queryId: shown,
      what: 'stored',
      format: 'csv',
      options: {},
      suggestedName: 'rows',
    },
    'rows:view': { queryId, sort: [], filter: [] },
    'rows:closeView': { queryId, viewId: 'none' },
    'rows:find': { queryId, text: 'x' },
    'rows:match': { queryId, findId: 'none', row: 0 },
    'rows:progress': { queryId },
    'plan:explain': { sql },
    'plan:check': { source: { sql } },
    'plan:save': { source: { sql }, suggestedName: 'p' },
    'plan:export': { source: { sql }, kind: 'optimized', suggestedName: 'p' },
    'plan:pick': undefined,
    'plan:inspect': { path: writing },
    'plan:run': {
      path: writing,
      kind: 'optimized',
      sha256,
      allowChanged: true,
      allowWrite: true,
      remember: true,
    },
    'plan:replan': { path: writing, kind: 'optimized' },
    'sql:read': { path: join(root, 'query.sql') },
    'sql:write': { sql, suggestedName: 'saved.sql' },
    'sql:rename': { path: join(root, 'query.sql'), name: 'renamed.sql' },
    'sql:watch': { paths: [join(root, 'query.sql')] },
    'settings:list': undefined,
    'settings:set': { name: 'datafusion.execution.batch_size', value: '100' },
    'approvals:list': undefined,
    'approvals:revoke': { sha256: '0'.repeat(64) },
    'bytes:open': { path: writing },
    'bytes:slice': { bytesId, start: 0, length: 1 },
    'bytes:children': { bytesId, path: [], from: 0, limit: 1 },
    'bytes:locate': { bytesId, start: 0, end: 1 },
    'bytes:find': { bytesId, pattern: new Uint8Array([1]), from: 0 },
    'bytes:close': { bytesId },
    'workspace:load': undefined,
    'workspace:save': { tabs: [], activeTab: null, layout: {} },
    'shell:reveal': { path: data },
  } satisfies { [C in Channel]: Request<C> };
}

/** Tables opened until then stay, and are shown: {@link CatalogService.open}. */
const mayStay = new Set<Channel>(['catalog:open', 'catalog:pick', 'catalog:define']);

const cases = [
  ...(Object.keys(channels) as Channel[]).map((channel) => ({ channel, how: '', changed: {} })),
  // Looks up an existing approval instead of adding one.
  { channel: 'plan:run' as const, how: ' as approved', changed: { allowWrite: undefined } },
];

test.each(cases)(
  '$channel$how leaves nothing behind when it is cancelled at any moment',
  async ({ channel, changed }) => {
    const { router, leaving, ended, idle, heard, requests } = await application();
    let before = await leaving();
    for (let turns = 0; ; turns = after(turns)) {
      heard.mockClear();
      const callId = `call-${turns}`;
      const request = requests[channel] && { ...requests[channel], ...changed };
      const answer = router.answer({ owner: 'w', channel, request, callId });
      for (let turn = 0; turn < turns; turn += 1) await nextTurn();
      router.cancel('w', callId);
      const heardBefore = heard.mock.calls.length;
      const envelope = await answer;
      await ended();
      if (envelope.ok || envelope.error.code !== 'cancelled') {
        // A request that was answered in time continues, and writes to the folder of the test.
        await idle();
        break;
      }
      expect(turns, 'a request that is never done').toBeLessThan(MOST_TURNS);
      const left = await leaving();
      const allowed = mayStay.has(channel) ? { ...before, tables: left.tables } : before;
      // The lock file of the approvals stays, and is no trace.
      expect({ ...left, files: without(left.files) }, `after ${turns} turns`).toEqual({
        ...allowed,
        files: without(allowed.files),
      });
      expect(heard.mock.calls.length, `after ${turns} turns`).toBe(heardBefore);
      before = left;
    }
  },
  60_000,
);

function without(files: string[]): string[] {
  return files.filter((name) => name !== 'approvals.lock');
}

test('closing a window closes its queries, and later requests are never started', async () => {
  const { router, leaving, ended, requests } = await application();
  const before = await leaving();
  const answers = (['query:start', 'plan:run', 'bytes:open', 'plan:save'] as const).map((channel) =>
    router.answer({ owner: 'w', channel, request: requests[channel], callId: undefined }),
  );
  router.cancelAll('w');
  for (const answer of await Promise.all(answers)) {
    expect(answer).toMatchObject({ ok: false, error: { code: 'cancelled' } });
  }
  await ended();
  const left = await leaving();
  expect({ ...left, files: without(left.files) }).toEqual(before);
});
