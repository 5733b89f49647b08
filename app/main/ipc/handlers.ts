import type { Response } from '../../shared/ipc/contract';
import type { PlanKind } from '../../shared/planFile';
import type { Engine } from '../engine/engine';
import type { ApprovalService } from '../services/approvalService';
import type { BytesService } from '../services/bytesService';
import type { CatalogService } from '../services/catalogService';
import { cancelled, Failure } from '../services/failure';
import type { PlanService } from '../services/planService';
import type { QueryService } from '../services/queryService';
import { secretsFromEnvironment } from '../services/secretsFromEnvironment';
import type { WorkspaceService } from '../services/workspace/workspaceService';
import type { Handlers } from './router';

/** What the handlers need of the desktop; the window's side of it is `dialogs.ts`. */
export interface Desktop {
  pickFiles(): Promise<string[]>;
  pickPlan(): Promise<string | null>;
  /** Null when dismissed. */
  askWhereToSave(suggestedName: string, extension: 'dfplan' | 'pb'): Promise<string | null>;
  reveal(path: string): void;
}

export interface Services {
  engine: Engine;
  queries: QueryService;
  plans: PlanService;
  approvals: ApprovalService;
  bytes: BytesService;
  catalog: CatalogService;
  workspace: WorkspaceService;
  desktop: Desktop;
  /** Of the application and its runtime. */
  about: { version: string; electron: string; cores: number };
  /** Resolves when the workspace's tables are back, or when they take too long to wait for. */
  tablesReady(): Promise<void>;
  /** Called when the window has asked for its workspace or its tables: it listens from then on. */
  listening(what: 'workspace' | 'catalog'): void;
}

/** Every request of the contract, answered by the services. */
export function createHandlers(services: Services): Handlers {
  const {
    engine,
    queries,
    plans,
    approvals,
    bytes,
    catalog,
    workspace,
    desktop,
    about,
    tablesReady,
    listening,
  } = services;
  /** Paths that may be shown in the file manager: the window cannot name others. */
  const known = new Set<string>();
  const remember = <T extends { path: string } | null>(written: T): T => {
    if (written) known.add(written.path);
    return written;
  };

  /** Approves the bytes that were shown, if they still are what the file holds. */
  const approve = async (
    { path, kind, sha256 }: { path: string; kind: PlanKind; sha256: string },
    signal: AbortSignal,
  ) => {
    const shown = await plans.inspect(path, kind, signal);
    if (shown.sha256 === sha256) await approvals.allow(shown);
  };

  return {
    'app:info': () => appInfo(engine, about),
    'catalog:list': async () => {
      await tablesReady();
      const tables = await catalog.list();
      listening('catalog');
      return tables;
    },
    'catalog:open': ({ paths, name }, { signal }) => catalog.open(paths, { name, signal }),
    'catalog:pick': async (_, { signal }) => catalog.open(await desktop.pickFiles(), { signal }),
    'catalog:remove': ({ name }) => catalog.remove(name),
    'catalog:define': ({ sql }) => catalog.define(sql),
    'query:statements': ({ sql }) => queries.statements(sql),
    'query:start': async ({ sql }, { owner, signal }) => {
      await tablesReady();
      // Nobody would close a query whose caller went while the tables were read.
      if (signal.aborted) throw cancelled();
      return queries.start(sql, owner);
    },
    'query:status': ({ queryId }) => queries.status(queryId),
    'query:page': ({ queryId, ...page }) => queries.page(queryId, page),
    'query:cancel': ({ queryId }) => queries.cancel(queryId),
    'query:close': ({ queryId }) => queries.close(queryId),
    'query:plan': ({ queryId }) => queries.plan(queryId),
    'plan:explain': async ({ sql }, { signal }) => {
      await tablesReady();
      return plans.explain(sql, signal);
    },
    'plan:check': async ({ source }, { signal }) => {
      await tablesReady();
      return plans.check(source, signal);
    },
    'plan:save': async ({ source, suggestedName, ...options }, { signal }) => {
      const path = await desktop.askWhereToSave(suggestedName, 'dfplan');
      return remember(path === null ? null : await plans.save(source, path, options, signal));
    },
    'plan:export': async ({ source, kind, suggestedName }, { signal }) => {
      const path = await desktop.askWhereToSave(suggestedName, 'pb');
      return remember(path === null ? null : await plans.export(source, kind, path, signal));
    },
    'plan:pick': () => desktop.pickPlan(),
    'plan:inspect': async ({ path, kind }, { signal }) => remember(await plans.inspect(path, kind, signal)),
    'plan:run': async (request, { owner, signal }) => {
      const { path, kind, sha256, allowChanged, replanned } = request;
      const secrets = secretsFromEnvironment();
      if (request.remember && request.allowWrite) await approve(request, signal);
      // What is approved are saved bytes, not a plan that is made anew.
      const allowWrite = request.allowWrite ?? (!replanned && (await approvals.has(sha256, kind)));
      const again = replanned ? { replanned } : {};
      return plans.run(path, { kind, sha256, allowChanged, allowWrite, secrets, ...again }, owner);
    },
    'plan:replan': ({ path, kind }, { signal }) =>
      plans.replan(path, { kind, secrets: secretsFromEnvironment() }, signal),
    'approvals:list': () => approvals.list(),
    'approvals:revoke': ({ sha256 }) => approvals.revoke(sha256),
    'bytes:open': ({ path, kind }, { owner, signal }) => bytes.start(path, kind, owner, signal),
    'bytes:slice': ({ bytesId, start, length }) => bytes.slice(bytesId, start, length),
    'bytes:children': ({ bytesId, path, from, limit }) => bytes.children(bytesId, path, from, limit),
    'bytes:locate': ({ bytesId, start, end }) => bytes.locate(bytesId, start, end),
    'bytes:find': ({ bytesId, pattern, from }) => bytes.find(bytesId, pattern, from),
    'bytes:close': ({ bytesId }) => bytes.close(bytesId),
    'workspace:load': async () => {
      const loaded = await workspace.load();
      listening('workspace');
      return loaded;
    },
    'workspace:save': (state) => workspace.save(state),
    'shell:reveal': async ({ path }) => {
      const shown = known.has(path) || (await catalog.list()).some((table) => table.path === path);
      if (!shown)
        throw new Failure('invalid_request', 'Only files that were opened or saved here can be shown.');
      desktop.reveal(path);
    },
  };
}

function appInfo(engine: Engine, about: Services['about']): Response<'app:info'> {
  const { datafusion, memoryLimitBytes, rowLimit, byteLimit, logicalCodecs, physicalCodecs } = engine.info();
  return { ...about, datafusion, memoryLimitBytes, rowLimit, byteLimit, logicalCodecs, physicalCodecs };
}
