import type { Response } from '../../shared/ipc/contract';
import { EXPORT_FORMATS, exportExtension } from '../../shared/rowExport';
import type { Engine } from '../engine/engine';
import type { ApprovalService } from '../services/approvalService';
import type { BytesService } from '../services/bytesService';
import type { CatalogService } from '../services/catalogService';
import type { ExportService } from '../services/exportService';
import type { PlanService } from '../services/planService';
import { pausing, type QueryService } from '../services/queryService';
import { secretsFromEnvironment } from '../services/secretsFromEnvironment';
import { ServiceError } from '../services/serviceError';
import type { SettingsService } from '../services/settings/settingsService';
import type { FileWatch } from '../services/sqlFiles/fileWatch';
import type { SqlFileService } from '../services/sqlFiles/sqlFileService';
import type { WorkspaceService } from '../services/workspace/workspaceService';
import { guarded } from './guarded';
import type { Answers, Handlers } from './router';

/** What the handlers need from the desktop; implemented by `dialogs.ts`. */
export interface Desktop {
  pickFiles(): Promise<string[]>;
  pickFolder(): Promise<string[]>;
  pickPlan(): Promise<string | null>;
  /** Null when dismissed. */
  askWhereToSave(suggestedName: string, extension: 'dfplan' | 'pb' | 'sql'): Promise<string | null>;
  /** Where rows go: a file with `extension`, or a folder where that is empty. Null when dismissed. */
  askWhereToExport(suggestedName: string, format: string, extension: string): Promise<string | null>;
  reveal(path: string): void;
}

export interface Services {
  engine: Engine;
  queries: QueryService;
  plans: PlanService;
  exports: ExportService;
  approvals: ApprovalService;
  bytes: BytesService;
  catalog: CatalogService;
  workspace: WorkspaceService;
  sqlFiles: SqlFileService;
  sqlWatch: FileWatch;
  settings: SettingsService;
  desktop: Desktop;
  /** Of the application and its runtime. */
  about: { version: string; electron: string; cores: number };
  /** Resolves when the workspace's tables are restored, or take too long. */
  tablesReady(): Promise<void>;
  /** Called when the window has requested its workspace or its tables: it receives events from then on. */
  listening(what: 'workspace' | 'catalog'): void;
}

/** The handlers of every request of the contract, using the services. */
export function createAnswers(services: Services, report: Answers['report']): Answers {
  const known = new Set<string>();
  return {
    handlers: (signal) => createHandlers(guarded(services, signal), known),
    release: {
      'query:start': ({ queryId }) => services.queries.close(queryId),
      'plan:run': ({ queryId }) => services.queries.close(queryId),
      'rows:view': ({ queryId, viewId }) => services.queries.closeView(queryId, viewId),
      'bytes:open': ({ bytesId }) => services.bytes.close(bytesId),
    },
    report,
  };
}

/**
 * The handlers of one call. They do not have to check for a cancel between two steps: no method of
 * {@link guarded} services starts then.
 *
 * @param known paths that may be shown in the file manager: the window cannot name others
 */
export function createHandlers(services: Services, known: Set<string>): Handlers {
  const {
    engine,
    queries,
    plans,
    exports,
    approvals,
    bytes,
    catalog,
    workspace,
    sqlFiles,
    sqlWatch,
    settings,
    desktop,
    about,
    tablesReady,
    listening,
  } = services;
  const remember = <T extends { path: string } | null>(written: T): T => {
    if (written) known.add(written.path);
    return written;
  };

  return {
    'app:info': () => appInfo(engine, about),
    'catalog:list': async () => {
      await tablesReady();
      const tables = await catalog.list();
      listening('catalog');
      return tables;
    },
    'catalog:open': ({ paths, name, options }, { signal }) => catalog.open(paths, { name, options, signal }),
    'catalog:preview': ({ path, name, options }, { signal }) =>
      catalog.preview(path, { name, options, signal }),
    'catalog:reopen': ({ name, options }, { signal }) => catalog.reopen(name, options, signal),
    'catalog:pick': async ({ what }, { signal }) => {
      const paths = await (what === 'files' ? desktop.pickFiles() : desktop.pickFolder());
      return catalog.open(paths, { signal });
    },
    'catalog:remove': ({ name }, { commit }) => {
      commit();
      return catalog.remove(name);
    },
    'catalog:define': ({ sql }, { signal }) => catalog.define(sql, signal),
    'query:statements': ({ sql }) => queries.statements(sql),
    'query:start': async ({ sql, limits }, { owner }) => {
      await tablesReady();
      return queries.start(sql, owner, limits);
    },
    'query:status': ({ queryId }) => queries.status(queryId),
    'query:page': ({ queryId, ...page }) => queries.page(queryId, page),
    'query:more': ({ queryId, ...more }) => queries.more(queryId, more),
    'query:cancel': ({ queryId }) => queries.cancel(queryId),
    'query:close': ({ queryId }) => queries.close(queryId),
    'query:plan': ({ queryId, ...request }, { signal }) => queries.plan(queryId, request, signal),
    'rows:export': async ({ suggestedName, ...request }, call) => {
      const extension = exportExtension(request.format, request.options);
      const { title } = EXPORT_FORMATS[request.format];
      const path = await desktop.askWhereToExport(suggestedName, title, extension);
      return remember(path === null ? null : await exports.export(request, path, call));
    },
    'rows:view': ({ queryId, ...request }, { signal }) => queries.view(queryId, request, signal),
    'rows:closeView': ({ queryId, viewId }) => queries.closeView(queryId, viewId),
    'rows:find': ({ queryId, ...request }, { signal }) => queries.find(queryId, request, signal),
    'rows:match': ({ queryId, ...request }) => queries.nextMatch(queryId, request),
    'rows:progress': ({ queryId }) => queries.viewProgress(queryId),
    'plan:explain': async ({ sql }, { signal }) => {
      await tablesReady();
      return plans.explain(sql, signal);
    },
    'plan:check': async ({ source }, { signal }) => {
      await tablesReady();
      return plans.check(source, signal);
    },
    'plan:save': async ({ source, suggestedName, ...options }, call) => {
      const path = await desktop.askWhereToSave(suggestedName, 'dfplan');
      return remember(path === null ? null : await plans.save(source, path, options, call));
    },
    'plan:export': async ({ source, kind, suggestedName }, call) => {
      const path = await desktop.askWhereToSave(suggestedName, 'pb');
      return remember(path === null ? null : await plans.export(source, kind, path, call));
    },
    'plan:pick': () => desktop.pickPlan(),
    'plan:inspect': async ({ path, kind }, { signal }) => remember(await plans.inspect(path, kind, signal)),
    'plan:run': async (request, { owner, signal, commit }) => {
      const { path, kind, sha256, allowChanged, replanned } = request;
      const limits = pausing(request.limits);
      const secrets = secretsFromEnvironment();
      const again = replanned ? { replanned } : {};
      const start = (allowWrite: boolean) =>
        plans.run(path, { kind, sha256, allowChanged, allowWrite, secrets, ...limits, ...again }, owner);
      if (request.allowWrite && request.remember) {
        // Only the bytes that were shown are approved, and only if the file still contains them.
        const shown = await plans.inspect(path, kind, signal);
        const undo = ({ queryId }: { queryId: string }) => queries.close(queryId);
        if (shown.sha256 === sha256)
          return approvals.allowAnd(shown, { signal, commit }, () => start(true), undo);
      }
      // An approval is for saved bytes, not for a re-planned plan.
      return start(request.allowWrite ?? (!replanned && (await approvals.has(sha256, kind))));
    },
    'plan:replan': ({ path, kind }, { signal }) =>
      plans.replan(path, { kind, secrets: secretsFromEnvironment() }, signal),
    'sql:read': async ({ path }) => remember(await sqlFiles.read(path)),
    'sql:write': async ({ sql, path, expected, suggestedName }, call) => {
      const target = path ?? (await desktop.askWhereToSave(suggestedName, 'sql'));
      return remember(target === null ? null : await sqlFiles.write(target, sql, expected, call));
    },
    'sql:rename': async ({ path, name }, { commit }) => {
      commit();
      return remember(await sqlFiles.rename(path, name));
    },
    'sql:watch': ({ paths }) => sqlWatch.set(paths),
    'settings:list': () => settings.list(),
    'settings:set': ({ name, value }, { commit }) => {
      commit();
      return settings.set(name, value);
    },
    'approvals:list': () => approvals.list(),
    'approvals:revoke': ({ sha256 }, call) => approvals.revoke(sha256, call),
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
    'workspace:save': (change, { commit }) => {
      // Typed text is saved even if the window is closed at this moment.
      commit();
      return workspace.save(change);
    },
    'shell:reveal': async ({ path }) => {
      const shown = known.has(path) || (await catalog.list()).some((table) => table.path === path);
      if (!shown)
        throw new ServiceError('invalid_request', 'Only files that were opened or saved here can be shown.');
      desktop.reveal(path);
    },
  };
}

function appInfo(engine: Engine, about: Services['about']): Response<'app:info'> {
  const { datafusion, memoryLimitBytes, rowLimit, byteLimit, logicalCodecs, physicalCodecs } = engine.info();
  return { ...about, datafusion, memoryLimitBytes, rowLimit, byteLimit, logicalCodecs, physicalCodecs };
}
